#include "load/response_parser.hpp"

#include <algorithm>
#include <charconv>

namespace khoj::load {
namespace {

constexpr std::size_t kMaxHeadBytes = 64U << 10U;
constexpr std::size_t kMaxLineBytes = 4U << 10U;

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool parse_number(std::string_view text, int base, std::uint64_t& out) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out, base);
  return error == std::errc{} && stop == end && !text.empty();
}

}  // namespace

void ResponseParser::reset() {
  phase_ = Phase::head;
  held_.clear();
  remaining_ = 0;
  status_ = 0;
  keep_alive_ = true;
}

ResponseParser::State ResponseParser::state() const noexcept {
  if (phase_ == Phase::complete) return State::complete;
  return phase_ == Phase::malformed ? State::malformed : State::reading;
}

ResponseParser::State ResponseParser::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    switch (phase_) {
      case Phase::head: feed_head(bytes); break;
      case Phase::counted_body:
      case Phase::chunk_data: {
        const auto taken = std::min<std::uint64_t>(remaining_, bytes.size());
        bytes.remove_prefix(taken);
        remaining_ -= taken;
        if (remaining_ == 0) phase_ = phase_ == Phase::chunk_data ? Phase::chunk_end : Phase::complete;
        break;
      }
      case Phase::body_to_end: return State::reading;
      case Phase::chunk_size:
      case Phase::chunk_end:
      case Phase::trailer: feed_chunk_line(bytes); break;
      case Phase::complete: phase_ = Phase::malformed; break;
      case Phase::malformed: return State::malformed;
    }
  }
  return state();
}

ResponseParser::State ResponseParser::finish() {
  phase_ = phase_ == Phase::body_to_end ? Phase::complete : Phase::malformed;
  keep_alive_ = false;
  return state();
}

void ResponseParser::feed_head(std::string_view& bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  if (held_.empty()) {  // The usual case: the whole head is here, and nothing is copied.
    if (const auto end = bytes.find(kEnd); end != std::string_view::npos) {
      const auto head = bytes.substr(0, end + 2);
      bytes.remove_prefix(end + kEnd.size());
      phase_ = parse_head(head);
      return;
    }
  }
  const auto searched = held_.size() < 3 ? 0 : held_.size() - 3;
  const auto before = held_.size();
  held_ += bytes;
  const auto end = held_.find(kEnd, searched);
  if (end == std::string::npos) {
    bytes = {};
    if (held_.size() > kMaxHeadBytes) phase_ = Phase::malformed;
    return;
  }
  bytes.remove_prefix(end + kEnd.size() - before);
  const std::string head = held_.substr(0, end + 2);
  held_.clear();
  phase_ = parse_head(head);
}

ResponseParser::Phase ResponseParser::parse_head(std::string_view head) {
  auto line_end = head.find("\r\n");
  const auto status_line = head.substr(0, line_end);
  std::uint64_t code = 0;
  if (status_line.size() < 12 || !status_line.starts_with("HTTP/1.") || status_line[8] != ' ' ||
      !parse_number(status_line.substr(9, 3), 10, code) || code < 100) {
    return Phase::malformed;
  }
  status_ = static_cast<int>(code);
  keep_alive_ = status_line[7] == '1';
  remaining_ = 0;
  bool chunked = false;
  bool has_length = false;
  head.remove_prefix(line_end + 2);
  while (!head.empty()) {
    line_end = head.find("\r\n");
    if (parse_header(head.substr(0, line_end), chunked, has_length) == Phase::malformed)
      return Phase::malformed;
    head.remove_prefix(line_end + 2);
  }
  if (status_ < 200) return Phase::head;  // 100 Continue: the response itself follows.
  if (status_ == 204 || status_ == 304) return Phase::complete;
  if (chunked) return Phase::chunk_size;
  if (has_length) return remaining_ == 0 ? Phase::complete : Phase::counted_body;
  keep_alive_ = false;
  return Phase::body_to_end;
}

ResponseParser::Phase ResponseParser::parse_header(std::string_view line, bool& chunked, bool& has_length) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return Phase::malformed;
  const auto name = line.substr(0, colon);
  const auto value = trim(line.substr(colon + 1));
  if (equals_ignoring_case(name, "content-length")) {
    if (!parse_number(value, 10, remaining_)) return Phase::malformed;
    has_length = true;
  } else if (equals_ignoring_case(name, "transfer-encoding")) {
    if (!equals_ignoring_case(value, "chunked")) return Phase::malformed;
    chunked = true;
  } else if (equals_ignoring_case(name, "connection")) {
    if (equals_ignoring_case(value, "close")) keep_alive_ = false;
    if (equals_ignoring_case(value, "keep-alive")) keep_alive_ = true;
  }
  return Phase::head;
}

void ResponseParser::feed_chunk_line(std::string_view& bytes) {
  const auto end = bytes.find('\n');
  held_ += bytes.substr(0, end);
  bytes = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
  if (held_.size() > kMaxLineBytes) phase_ = Phase::malformed;
  if (end == std::string_view::npos || phase_ == Phase::malformed) return;
  if (!held_.ends_with('\r')) {
    phase_ = Phase::malformed;
    return;
  }
  const auto line = std::string_view(held_).substr(0, held_.size() - 1);
  if (phase_ == Phase::chunk_size) {
    if (!parse_number(trim(line.substr(0, line.find(';'))), 16, remaining_)) {
      phase_ = Phase::malformed;
    } else {
      phase_ = remaining_ == 0 ? Phase::trailer : Phase::chunk_data;
    }
  } else if (phase_ == Phase::chunk_end) {
    phase_ = line.empty() ? Phase::chunk_size : Phase::malformed;
  } else if (line.empty()) {
    phase_ = Phase::complete;
  }
  held_.clear();
}

}  // namespace khoj::load
