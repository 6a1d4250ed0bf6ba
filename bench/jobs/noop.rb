# Sidekiq's no-op job, for bench/jobs/bench.py: BENCH_REDIS is the socket.
require "sidekiq"
[:configure_client, :configure_server].each { |c| Sidekiq.public_send(c) { |s| s.redis = { url: "unix://#{ENV['BENCH_REDIS']}" } } }
Sidekiq.logger.level = Logger::ERROR

class Noop
  include Sidekiq::Worker
  def perform(number) = nil
end
