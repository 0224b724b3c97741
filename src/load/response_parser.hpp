// Reads HTTP/1.1 responses as far as a benchmark needs: the status, where the response ends, and whether the
// connection can be used again. Bodies are counted and thrown away. One parser per connection; pure, not
// thread-safe. Source: RFC 9112, sections 4 to 7; we read no trailers' meaning and no pipelined responses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace khoj::load {

class ResponseParser {
 public:
  enum class State { reading, complete, malformed };

  /// Ready for the next response.
  void reset();

  /// Takes the bytes that arrived. Bytes behind a complete response make it malformed: nothing else was asked
  /// for.
  State feed(std::string_view bytes);
  /// The connection ended: completes a body that ends with it.
  State finish();

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }

 private:
  enum class Phase {
    head,
    counted_body,
    body_to_end,
    chunk_size,
    chunk_data,
    chunk_end,
    trailer,
    complete,
    malformed
  };

  State state() const noexcept;
  void feed_head(std::string_view& bytes);
  void feed_chunk_line(std::string_view& bytes);
  Phase parse_head(std::string_view head);
  Phase parse_header(std::string_view line, bool& chunked, bool& has_length);

  Phase phase_ = Phase::head;
  std::string held_;             // The beginning of a head or line whose end has not arrived.
  std::uint64_t remaining_ = 0;  // Of a counted body or a chunk.
  int status_ = 0;
  bool keep_alive_ = true;
};

}  // namespace khoj::load
