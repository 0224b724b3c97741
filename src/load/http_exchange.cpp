#include "load/http_exchange.hpp"

#include <charconv>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace khoj::load {
namespace {

namespace asio = boost::asio;
using base::ErrorCode;
using Code = boost::system::error_code;

tl::unexpected<base::Error> broken(const HttpTarget& target, const Code& code) {
  return base::fail(ErrorCode::unavailable, "{} does not answer: {}", target.url(), code.message());
}

}  // namespace

base::Result<HttpAnswer> exchange(const HttpTarget& target, std::string_view method, std::string_view path,
                                  std::string_view body) {
  asio::io_context io{1};
  Code code;
  const auto endpoints = asio::ip::tcp::resolver(io).resolve(target.host, std::to_string(target.port), code);
  if (code) return broken(target, code);
  asio::ip::tcp::socket socket(io);
  asio::connect(socket, endpoints, code);
  if (code) return broken(target, code);
  const auto request = request_bytes(target, method, path, "application/json", body, "Connection: close\r\n");
  asio::write(socket, asio::buffer(request), code);
  if (code) return broken(target, code);
  std::string text;
  asio::read(socket, asio::dynamic_buffer(text), code);
  if (code != asio::error::eof) return broken(target, code);

  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const auto head_end = text.find("\r\n\r\n");
  HttpAnswer answer;
  if (!text.starts_with(kVersion) || head_end == std::string::npos ||
      std::from_chars(text.data() + kVersion.size(), text.data() + head_end, answer.status).ec != std::errc{})
    return base::fail(ErrorCode::corruption, "{} answers with something that is no HTTP/1.1", target.url());
  answer.body = text.substr(head_end + 4);
  return answer;
}

}  // namespace khoj::load
