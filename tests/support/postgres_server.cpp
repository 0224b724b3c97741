#include "support/postgres_server.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace khoj::testing {
namespace {

constexpr std::array kFolders = {"/usr/lib/postgresql/15/bin/", "/usr/lib/postgresql/16/bin/",
                                 "/usr/lib/postgresql/17/bin/", "/usr/local/bin/", "/usr/bin/"};

std::string program(const std::string& name) {
  for (const auto* folder : kFolders) {
    if (access((folder + name).c_str(), X_OK) == 0) return folder + name;
  }
  throw std::runtime_error("there is no " + name + "; install postgresql-15");
}

/// Whom the server runs as; null: as ourselves.
const passwd* server_user() {
  if (geteuid() != 0) return nullptr;
  const auto* user = getpwnam("postgres");
  if (user == nullptr) throw std::runtime_error("root cannot run PostgreSQL, and there is no user postgres");
  return user;
}

/// Starts a program as that user, with its words in `log`.
pid_t start_program(std::vector<std::string> words, const std::string& log) {
  const auto* user = server_user();
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  execv(arguments[0], arguments.data());
  _exit(127);
}

int free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address);
  getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  close(probe);
  return ntohs(address.sin_port);
}

}  // namespace

PostgresServer::PostgresServer() : port_(free_port()) {
  if (const auto* user = server_user(); user != nullptr) {
    if (chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("cannot give the folder to postgres");
  }
  const auto made = start_program(
      {program("initdb"), "-D", folder_.file("data"), "-U", "khoj", "-A", "trust", "-E", "UTF8", "--locale=C",
       // Sorted as people sort: our tables must not depend on it.
       "--locale-provider=icu", "--icu-locale=en", "--no-sync"},
      folder_.file("log"));
  int status = 0;
  waitpid(made, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed");
  start();
  sql("CREATE DATABASE khoj");
}

PostgresServer::~PostgresServer() { end(SIGQUIT); }

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

void PostgresServer::start() {
  // After a kill -9, the server's children take a moment to notice; until then it refuses to start.
  for (int attempt = 0; attempt < 100; ++attempt) {
    process_ = start_program({program("postgres"), "-D", folder_.file("data"), "-p", std::to_string(port_),
                              "-k", folder_.path().string(), "-c", "listen_addresses=127.0.0.1", "-c",
                              "max_connections=60", "-c", "shared_buffers=64MB",
                              // A crash is followed by one sync, not by one for each file.
                              "-c", "recovery_init_sync_method=syncfs"},
                             folder_.file("log"));
    while (waitpid(process_, nullptr, WNOHANG) == 0) {
      if (answers()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  std::ifstream log(folder_.file("log"));
  throw std::runtime_error("PostgreSQL does not start: " +
                           std::string(std::istreambuf_iterator<char>(log), {}));
}

bool PostgresServer::answers() const {
  const auto where =
      "host=127.0.0.1 dbname=postgres user=khoj connect_timeout=2 port=" + std::to_string(port_);
  return PQping(where.c_str()) == PQPING_OK;
}

void PostgresServer::end(int signal) {
  if (process_ == 0) return;
  ::kill(process_, signal);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void PostgresServer::kill() { end(SIGKILL); }
void PostgresServer::pause() { ::kill(process_, SIGSTOP); }
void PostgresServer::resume() { ::kill(process_, SIGCONT); }
void PostgresServer::stop_at_once() { end(SIGQUIT); }

std::string PostgresServer::url() const {
  return "postgresql://khoj:secret-of-the-test@127.0.0.1:" + std::to_string(port_) + "/khoj";
}

std::string PostgresServer::new_schema() {
  static std::atomic<int> count{0};
  return "test_" + std::to_string(++count);
}

std::string PostgresServer::sql(const std::string& text) const {
  ForeignConnection connection("postgresql://khoj@127.0.0.1:" + std::to_string(port_) +
                               (text.starts_with("CREATE DATABASE") ? "/postgres" : "/khoj"));
  return connection.sql(text);
}

ForeignConnection::ForeignConnection(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
  auto* connection = static_cast<PGconn*>(connection_);
  if (PQstatus(connection) == CONNECTION_OK) return;
  const std::string words = PQerrorMessage(connection);
  PQfinish(connection);
  throw std::runtime_error("cannot connect: " + words);
}

ForeignConnection::~ForeignConnection() { PQfinish(static_cast<PGconn*>(connection_)); }

std::string ForeignConnection::sql(const std::string& text) {
  auto* result = PQexec(static_cast<PGconn*>(connection_), text.c_str());
  const auto status = PQresultStatus(result);
  const bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
  std::string value =
      good ? (PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "") : PQresultErrorMessage(result);
  PQclear(result);
  if (!good) throw std::runtime_error("SQL failed: " + value);
  return value;
}

}  // namespace khoj::testing
