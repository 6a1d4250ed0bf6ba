# Pushes ARGV[0] no-op jobs, in bulk.
require_relative "noop"
(1..ARGV[0].to_i).each_slice(1000) { |s| Sidekiq::Client.push_bulk("class" => Noop, "args" => s.map { |n| [n] }) }
