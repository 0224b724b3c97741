// A PostgreSQL server of the test's own, in a temporary folder and on a free port. PostgreSQL refuses to run as root: then
// it runs as the user "postgres". It ends with the program, however that ends.
#pragma once

#include <string>

#include <sys/types.h>

#include "support/temporary_folder.hpp"

namespace khoj::testing {

class PostgresServer {
 public:
  /// Makes a cluster and starts it. Throws where that fails: a test that needs it is never skipped.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// One server for all tests of a program.
  static PostgresServer& shared();

  void start();
  /// kill -9 of the server, as a power failure ends it but for the disk's cache.
  void kill();
  /// pg_ctl stop -m immediate.
  void stop_at_once();

  /// The server accepts no connection, and refuses none, until resume(); those that stand go on.
  void pause();
  void resume();

  [[nodiscard]] std::string url() const;
  /// The name of a schema that no other test uses.
  [[nodiscard]] static std::string new_schema();

  /// Runs SQL as an administrator would and returns the first column of the first row, or an empty text.
  std::string sql(const std::string& text) const;

  [[nodiscard]] int port() const noexcept { return port_; }

 private:
  void end(int signal);
  [[nodiscard]] bool answers() const;

  TemporaryFolder folder_;
  int port_ = 0;
  pid_t process_ = 0;
};

/// A connection outside of our adapter: holds a transaction open, for example.
class ForeignConnection {
 public:
  explicit ForeignConnection(const std::string& url);
  ~ForeignConnection();
  ForeignConnection(const ForeignConnection&) = delete;
  ForeignConnection& operator=(const ForeignConnection&) = delete;
  std::string sql(const std::string& text);

 private:
  void* connection_;
};

}  // namespace khoj::testing
