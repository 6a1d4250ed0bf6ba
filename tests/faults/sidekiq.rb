# Unmodified Sidekiq on the worker's Redis: sidekiq.rb SOCKET COMMAND [ARGUMENTS], answers JSON.
require "json"
require "sidekiq"
require "sidekiq/api"
require "sidekiq/web"
require "rack/mock"

socket, command, *arguments = ARGV
Sidekiq.configure_client { |c| c.redis = { url: "unix://#{socket}" } }
Sidekiq.logger.level = Logger::ERROR

# The web pages, with the session that their forms want.
SESSION = { session_id: "test" }
def page(path, method = "GET", fields = {})
  app = Sidekiq::Web.new
  response = Rack::MockRequest.new(app).request(method, path, "rack.session" => SESSION, params: fields)
  [response.status, response.body]
end

def submit(path, action)
  token = page(path)[1][/name=["']authenticity_token["'] value=["']([^"']+)/, 1]
  page(path, "POST", { "authenticity_token" => token, action => "1" })[0]
end

def find(set, jid)
  { "retry" => Sidekiq::RetrySet, "schedule" => Sidekiq::ScheduledSet, "dead" => Sidekiq::DeadSet }[set].new.find_job(jid)
end

answer =
  case command
  when "show"
    {
      queues: Sidekiq::Queue.all.to_h { |q| [q.name, q.map(&:jid)] },
      retry: Sidekiq::RetrySet.new.map { |j| [j.jid, j["error_message"], j["retry_count"]] },
      schedule: Sidekiq::ScheduledSet.new.map(&:jid),
      dead: Sidekiq::DeadSet.new.map(&:jid),
      processes: Sidekiq::ProcessSet.new.map { |p| [p["hostname"], p["concurrency"], p["queues"], p.stopping?] },
      busy: Sidekiq::Workers.new.map { |_, _, work| [work["queue"], work["payload"]["jid"]] },
      processed: Sidekiq::Stats.new.processed,
      failed: Sidekiq::Stats.new.failed
    }
  when "pages"
    %w[/ /busy /queues /queues/default /retries /scheduled /morgue].to_h { |p| [p, page(p)] }
  when "retry", "kill", "delete"
    find(arguments[0], arguments[1]).public_send(command)
    true
  when "submit"
    submit(arguments[0], arguments[1])
  when "delete-queued"
    Sidekiq::Queue.new(arguments[0]).find_job(arguments[1]).delete
    true
  when "push"
    Sidekiq::Client.push("class" => arguments[0], "args" => JSON.parse(arguments[1]))
  when "quiet"
    Sidekiq::ProcessSet.new.each(&:quiet!)
    true
  when "stop"
    Sidekiq::ProcessSet.new.each(&:stop!)
    true
  end
puts JSON.generate(answer)
