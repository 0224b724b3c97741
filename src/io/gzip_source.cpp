#include "io/gzip_source.hpp"

#include <array>
#include <limits>
#include <utility>

#include <zlib.h>

namespace khoj::io {

struct GzipSource::State {
  z_stream stream{};
  std::array<char, 64 * 1024> input{};
  bool source_ended = false;
  bool between_members = false;
};

base::Result<std::unique_ptr<GzipSource>> GzipSource::create(ByteSource& source) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  auto state = std::make_unique<State>();
  if (::inflateInit2(&state->stream, kGzipOnly) != Z_OK) {
    return base::fail(base::ErrorCode::resource_exhausted, "no memory to unpack gzip");
  }
  return std::unique_ptr<GzipSource>(new GzipSource(source, std::move(state)));
}

GzipSource::GzipSource(ByteSource& source, std::unique_ptr<State> state) noexcept
    : source_(source), state_(std::move(state)) {}

GzipSource::~GzipSource() { ::inflateEnd(&state_->stream); }

base::Result<std::size_t> GzipSource::read(std::span<char> out) {
  auto& stream = state_->stream;
  const std::size_t wanted = std::min<std::size_t>(out.size(), std::numeric_limits<uInt>::max());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(wanted);
  while (stream.avail_out == wanted) {
    if (stream.avail_in == 0 && !state_->source_ended) {
      KHOJ_ASSIGN(const std::size_t count, source_.read(state_->input));
      stream.next_in = reinterpret_cast<Bytef*>(state_->input.data());
      stream.avail_in = static_cast<uInt>(count);
      state_->source_ended = count == 0;
    }
    if (stream.avail_in == 0) {
      if (state_->between_members) return std::size_t{0};
      return base::fail(base::ErrorCode::corruption, "the gzip stream is cut off");
    }
    if (std::exchange(state_->between_members, false)) ::inflateReset(&stream);
    const int outcome = ::inflate(&stream, Z_NO_FLUSH);
    if (outcome == Z_STREAM_END) {
      state_->between_members = true;
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      return base::fail(base::ErrorCode::corruption, "the gzip stream is damaged: {}",
                        stream.msg != nullptr ? stream.msg : "unexpected data");
    }
  }
  return wanted - stream.avail_out;
}

}  // namespace khoj::io
