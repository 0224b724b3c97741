#include "load/http_load.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/connect.hpp>
#include <fmt/format.h>

#include "load/arrivals.hpp"
#include "load/http_connection.hpp"

namespace khoj::load {
namespace {

namespace asio = boost::asio;
using base::ErrorCode;
using base::SteadyClock;
using Code = boost::system::error_code;
using TimePoint = SteadyClock::time_point;

constexpr std::chrono::milliseconds kWatchPeriod{20};

SteadyClock::duration seconds(double value) {
  return std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(value));
}

/// One measurement: owns the connections and decides what each does next.
class HttpLoad {
 public:
  HttpLoad(const HttpTarget& target, RequestSource source, const LoadOptions& options)
      : source_(std::move(source)), options_(options), watch_(io_), arrival_timer_(io_) {
    report_.target = target.url();
    report_.options = options;
    events_.on_ready = [this](HttpConnection& connection) { on_ready(connection); };
    events_.on_done = [this](HttpConnection& connection, HttpConnection::Outcome outcome) {
      on_done(connection, outcome);
    };
    events_.on_connect_failed = [this] { count_error(SteadyClock::now(), "connect"); };
    events_.on_received = [this](std::size_t size) { report_.bytes_received += measuring_ ? size : 0; };
  }

  LoadReport run(const asio::ip::tcp::endpoint& endpoint) {
    start_ = SteadyClock::now();
    measured_from_ = bounded() ? start_ : start_ + seconds(options_.warm_up_s);
    end_ = bounded() ? TimePoint::max() : measured_from_ + seconds(options_.duration_s);
    measuring_ = bounded();
    last_ready_ = start_;
    if (is_open_loop()) {
      arrivals_.emplace(start_, options_.rate, options_.seed);
      wait_for_arrival();
    }
    watch();
    connections_.reserve(options_.concurrency);
    for (std::uint32_t i = 0; i < options_.concurrency; ++i) {
      connections_.push_back(std::make_unique<HttpConnection>(io_, endpoint, events_));
      connections_.back()->connect();
    }
    io_.run();
    const double elapsed_s = std::chrono::duration<double>(SteadyClock::now() - start_).count();
    report_.measured_s = options_.duration_s;
    if (bounded())
      report_.measured_s = elapsed_s;
    else if (exhausted_)
      report_.measured_s = std::max(0.0, elapsed_s - options_.warm_up_s);
    return std::move(report_);
  }

 private:
  [[nodiscard]] bool is_open_loop() const noexcept { return options_.rate > 0; }
  [[nodiscard]] bool bounded() const noexcept { return options_.total_requests > 0; }

  void on_ready(HttpConnection& connection) {
    if (stopped_) return;
    last_ready_ = SteadyClock::now();
    if (!is_open_loop()) {
      if (last_ready_ < end_) send(connection, last_ready_, last_ready_);
      return;
    }
    if (waiting_.empty()) {
      free_.push_back(&connection);
      return;
    }
    const auto due = waiting_.front();
    waiting_.pop_front();
    send(connection, due, last_ready_);
  }

  void send(HttpConnection& connection, TimePoint due, TimePoint now) {
    std::string request = connection.take_buffer();
    if (exhausted_ || (bounded() && sent_ == options_.total_requests) || !source_(request)) {
      exhausted_ = true;
      waiting_.clear();
      stop_when_idle();
      return;
    }
    ++sent_;
    ++under_way_;
    connection.send(std::move(request), due, now + seconds(options_.timeout_s));
  }

  void on_done(HttpConnection& connection, HttpConnection::Outcome outcome) {
    --under_way_;
    const auto now = SteadyClock::now();
    const auto due = connection.due();
    if (!outcome.error.empty()) {
      count_error(due, outcome.error);
    } else if (outcome.status >= 400) {
      count_error(due, fmt::format("http_{}", outcome.status));
    } else if (due >= measured_from_ && (is_open_loop() || now <= end_)) {
      ++report_.completed;
      report_.latency.record(std::chrono::nanoseconds(now - due).count());
    }
    stop_when_idle();
  }

  void count_error(TimePoint due, std::string_view kind) {
    if (due >= measured_from_) report_.add_error(kind);
  }

  void wait_for_arrival() {
    arrival_timer_.expires_at(arrivals_->next());
    arrival_timer_.async_wait([this](Code code) {
      if (code || stopped_) return;
      const auto now = SteadyClock::now();
      while (arrivals_->next() <= now) {
        const auto due = arrivals_->next();
        if (due >= end_) {
          arrivals_over_ = true;
          stop_when_idle();
          return;
        }
        arrivals_->advance();
        dispatch(due, now);
      }
      if (!exhausted_) wait_for_arrival();
    });
  }

  void dispatch(TimePoint due, TimePoint now) {
    if (exhausted_) return;
    if (free_.empty()) {
      waiting_.push_back(due);
      return;
    }
    HttpConnection& connection = *free_.front();
    free_.pop_front();
    send(connection, due, now);
  }

  /// Looks after what nothing else wakes up for: timeouts, the beginning and the end of the measured time.
  void watch() {
    watch_.expires_after(kWatchPeriod);
    watch_.async_wait([this](Code code) {
      if (code || stopped_) return;
      const auto now = SteadyClock::now();
      measuring_ = now >= measured_from_ && now <= end_;
      for (const auto& connection : connections_) connection->expire(now);
      if (is_over(now))
        stop();
      else
        watch();
    });
  }

  [[nodiscard]] bool is_over(TimePoint now) const {
    const auto patience = seconds(options_.timeout_s);
    // Without an end by the clock, a server that is gone for good must not keep us for ever.
    if (bounded()) return now >= last_ready_ + patience + std::chrono::seconds(1);
    return is_open_loop() ? now >= end_ + patience : now >= end_;
  }

  void stop_when_idle() {
    const bool no_more = exhausted_ || (is_open_loop() && arrivals_over_ && waiting_.empty()) ||
                         (bounded() && sent_ == options_.total_requests);
    if (no_more && under_way_ == 0) stop();
  }

  void stop() {
    if (stopped_) return;
    stopped_ = true;
    if (bounded() && !exhausted_ && sent_ < options_.total_requests) {
      report_.errors["unfinished"] += options_.total_requests - sent_;
    }
    if (is_open_loop()) {
      for (const auto due : waiting_) count_error(due, "unfinished");
      for (const auto& connection : connections_) {
        if (connection->busy()) count_error(connection->due(), "unfinished");
      }
    }
    // A connection may be the one that called: let it return first.
    asio::post(io_, [this] {
      for (const auto& connection : connections_) connection->abandon();
      watch_.cancel();
      arrival_timer_.cancel();
    });
  }

  RequestSource source_;
  LoadOptions options_;
  LoadReport report_;
  HttpConnection::Events events_;
  asio::io_context io_{1};
  asio::steady_timer watch_;
  asio::steady_timer arrival_timer_;
  std::vector<std::unique_ptr<HttpConnection>> connections_;
  std::deque<HttpConnection*> free_;
  std::deque<TimePoint> waiting_;
  std::optional<PoissonArrivals> arrivals_;
  TimePoint start_{};
  TimePoint measured_from_{};
  TimePoint end_{};
  TimePoint last_ready_{};
  std::uint64_t sent_ = 0;
  std::uint64_t under_way_ = 0;
  bool measuring_ = false;
  bool arrivals_over_ = false;
  bool exhausted_ = false;
  bool stopped_ = false;
};

base::Result<asio::ip::tcp::endpoint> reachable_endpoint(const HttpTarget& target) {
  asio::io_context io{1};
  Code code;
  asio::ip::tcp::resolver resolver(io);
  const auto candidates = resolver.resolve(target.host, std::to_string(target.port), code);
  if (code)
    return base::fail(ErrorCode::unavailable, "the host '{}' cannot be found: {}", target.host,
                      code.message());
  asio::ip::tcp::socket socket(io);
  auto endpoint = asio::connect(socket, candidates, code);
  if (code) return base::fail(ErrorCode::unavailable, "{} does not answer: {}", target.url(), code.message());
  return endpoint;
}

}  // namespace

RequestSource repeat(std::vector<std::string> requests) {
  return [requests = std::move(requests), next = std::size_t{0}](std::string& out) mutable {
    if (requests.empty()) return false;
    out = requests[next];
    next = next + 1 == requests.size() ? 0 : next + 1;
    return true;
  };
}

base::Result<LoadReport> run_http_load(const HttpTarget& target, RequestSource source,
                                       const LoadOptions& options) {
  KHOJ_TRY(validate(options));
  KHOJ_ASSIGN(const auto endpoint, reachable_endpoint(target));
  HttpLoad load(target, std::move(source), options);
  return load.run(endpoint);
}

}  // namespace khoj::load
