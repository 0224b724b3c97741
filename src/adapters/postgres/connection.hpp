// One connection to PostgreSQL through libpq's asynchronous calls: it never blocks. Flights of statements are sent one
// behind the other (pipeline mode), each ended by a synchronisation point of its own, so that a failure ends only its
// own flight. Statements are prepared when they are first used. Whoever owns it watches socket(): BlockingSession with
// poll(), AsyncConnection with the Reactor. Belongs to one thread at a time.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/postgres/params.hpp"
#include "adapters/postgres/rows.hpp"
#include "adapters/postgres/target.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

struct pg_conn;

namespace khoj::adapters::postgres {

class Connection {
 public:
  using Answer = base::Result<std::vector<Rows>>;  ///< One Rows for each Command.
  using Done = std::function<void(Answer)>;

  enum class Wants { read, write };

  /// Begins to connect. Errors: unavailable, at once, when that is hopeless.
  static base::Result<std::unique_ptr<Connection>> start(const Target& target);

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Takes the next step of connecting, when the socket is ready for what `wants()` says. @return whether it is done.
  /// Errors: unavailable, permission_denied, failed_precondition.
  base::Result<bool> advance();
  [[nodiscard]] Wants wants() const noexcept { return wants_; }
  [[nodiscard]] int socket() const noexcept;

  /// Sends what fits into the socket's buffer; the rest goes with on_ready(). `done` is called once, from on_ready(), from
  /// fail_all() or from here. REQUIRES: advance() said true.
  void send(const Flight& flight, const Done& done);

  /// Reads and writes what can be, and answers flights that have ended. Call it when the socket is readable, or writable
  /// while wants_to_write(). Errors: unavailable, when the connection is lost: fail_all() comes next.
  base::Status on_ready();

  /// Answers everything that is under way with `error`.
  void fail_all(const base::Error& error);

  [[nodiscard]] bool wants_to_write() const noexcept { return wants_to_write_; }
  [[nodiscard]] std::size_t in_flight() const noexcept { return entries_.size(); }
  /// Whether a statement has failed in a way that ends the connection's use.
  [[nodiscard]] bool worn_out() const noexcept { return worn_out_; }
  /// When the oldest flight was sent. REQUIRES: in_flight() > 0.
  [[nodiscard]] base::SteadyClock::time_point oldest() const noexcept { return entries_.front().sent; }

  /// Called with the payload of each notice that arrives.
  void on_notice(std::function<void(std::string_view)> listener) { on_notice_ = std::move(listener); }

 private:
  struct Close {
    void operator()(pg_conn* connection) const noexcept;
  };
  struct Entry {
    Done done;  ///< None for the preparing of a statement.
    const Statement* prepared = nullptr;
    std::size_t expected = 0;  ///< Commands.
    std::vector<Rows> rows;
    base::Status status;
    base::SteadyClock::time_point sent;
  };

  Connection(pg_conn* connection, std::string shown) : connection_(connection), shown_(std::move(shown)) {}

  base::Status prepare(const Command& command);
  base::Status send_command(const Command& command);
  base::Status end_flight(Entry entry);
  base::Status flush();
  void take(pg_result* result);
  void finish_front();
  [[nodiscard]] base::Error lost() const;

  std::unique_ptr<pg_conn, Close> connection_;
  std::string shown_;
  Wants wants_ = Wants::write;
  bool wants_to_write_ = false;
  bool worn_out_ = false;
  std::deque<Entry> entries_;
  std::unordered_map<const Statement*, std::string> names_;
  std::size_t prepared_count_ = 0;
  std::function<void(std::string_view)> on_notice_;
};

}  // namespace khoj::adapters::postgres
