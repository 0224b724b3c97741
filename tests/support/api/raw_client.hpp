// A client that says exactly the bytes that a test wants to say, and reads exactly one response at a time.
// Plain blocking POSIX sockets with a time limit, so that a server that hangs fails the test instead of
// hanging it.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "api/http/url.hpp"

namespace khoj::testing {

struct RawResponse {
  int status = 0;
  std::string head;  ///< Status line and headers.
  std::string body;

  [[nodiscard]] std::string header(std::string_view name) const {
    std::string_view rest = head;
    while (!rest.empty()) {
      const auto line = rest.substr(0, rest.find("\r\n"));
      rest.remove_prefix(std::min(line.size() + 2, rest.size()));
      const auto colon = line.find(':');
      if (colon != std::string_view::npos && api::equals_ignoring_case(line.substr(0, colon), name)) {
        return std::string(api::trim_blanks(line.substr(colon + 1)));
      }
    }
    return {};
  }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int timeout_ms = 10'000)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval limit{timeout_ms / 1000, (timeout_ms % 1000) * 1000};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        connected_(other.connected_),
        input_(std::move(other.input_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient() {
    if (socket_ >= 0) ::close(socket_);
  }

  [[nodiscard]] bool connected() const noexcept { return connected_; }

  /// False when the server no longer listens.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  /// The next response; nullopt when the server closes before it is complete, or says nothing for too long.
  /// @param to_head the request was HEAD: there is no body, whatever Content-Length says.
  std::optional<RawResponse> receive(bool to_head = false) {
    std::size_t end = 0;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return std::nullopt;
    }
    RawResponse response;
    response.head = input_.substr(0, end + 2);
    input_.erase(0, end + 4);
    response.status = std::atoi(response.head.c_str() + 9);
    const auto length = response.header("Content-Length");
    const std::size_t size = to_head || length.empty() ? 0 : std::strtoul(length.c_str(), nullptr, 10);
    while (input_.size() < size) {
      if (!read_more()) return std::nullopt;
    }
    response.body = input_.substr(0, size);
    input_.erase(0, size);
    return response;
  }

  /// True when the server closes the connection, having said nothing more.
  bool closed_by_server() { return input_.empty() && !read_more() && at_end_; }

  std::optional<RawResponse> get(std::string_view target, std::string_view headers = {}) {
    send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers) + "\r\n");
    return receive();
  }
  std::optional<RawResponse> request(std::string_view method, std::string_view target, std::string_view body,
                                     std::string_view headers = {}) {
    send(std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(body));
    return receive(method == "HEAD");
  }

 private:
  bool read_more() {
    char buffer[65536];
    const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got == 0 || (got < 0 && errno == ECONNRESET)) at_end_ = true;
    if (got <= 0) return false;
    input_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  bool connected_ = false;
  bool at_end_ = false;
  std::string input_;
};

}  // namespace khoj::testing
