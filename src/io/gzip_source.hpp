// Unpacks a gzip stream (RFC 1952), several members one after the other included. Not thread-safe.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "io/byte_source.hpp"

namespace khoj::io {

class GzipSource final : public ByteSource {
 public:
  /// `source` must outlive this and stand at the stream's first byte. Errors: resource_exhausted.
  static base::Result<std::unique_ptr<GzipSource>> create(ByteSource& source);
  ~GzipSource() override;

  /// Errors: corruption (no gzip, a wrong checksum, cut off), whatever the source returns.
  base::Result<std::size_t> read(std::span<char> out) override;

 private:
  struct State;
  GzipSource(ByteSource& source, std::unique_ptr<State> state) noexcept;

  ByteSource& source_;
  std::unique_ptr<State> state_;
};

}  // namespace khoj::io
