#include "api/http/gzip.hpp"

#include <algorithm>

#include <zlib.h>

#include "api/http/url.hpp"

namespace khoj::api {
namespace {

/// zlib's fastest: JSON shrinks to about a sixth at a third of the default level's time.
constexpr int kLevel = 1;
constexpr int kGzipWindowBits = 15 + 16;
constexpr int kMemoryLevel = 8;

/// One compressor per thread: its 256 KiB are allocated once, not for each response.
class Compressor {
 public:
  Compressor() {
    ok_ =
        deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Compressor() {
    if (ok_) deflateEnd(&stream_);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  std::optional<std::string> compress(std::string_view bytes) {
    if (!ok_ || deflateReset(&stream_) != Z_OK) return std::nullopt;
    std::string out(deflateBound(&stream_, bytes.size()), '\0');
    // zlib takes its input through a pointer to non-const bytes, which it does not write to.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) return std::nullopt;
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
  bool ok_ = false;
};

/// The q parameter is zero ("q=0", "q=0.000").
bool is_refused(std::string_view parameters) noexcept {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view one = trim_blanks(parameters.substr(0, end));
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
    if (one.size() < 3 || (one[0] != 'q' && one[0] != 'Q') || one[1] != '=') continue;
    return one.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

/// Calls `visit(name, refused)` for each element of a list header until it returns true.
template <typename Visit>
bool any_element(std::string_view list, Visit visit) noexcept {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view element = trim_blanks(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    const std::size_t mark = std::min(element.find(';'), element.size());
    if (visit(trim_blanks(element.substr(0, mark)),
              is_refused(element.substr(std::min(mark + 1, element.size()))))) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) noexcept {
  bool refused_by_name = false;
  const bool accepted = any_element(accept_encoding, [&](std::string_view name, bool refused) {
    const bool gzip = equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip");
    if (gzip && refused) refused_by_name = true;
    return !refused && gzip;
  });
  if (accepted) return true;
  return !refused_by_name && any_element(accept_encoding, [](std::string_view name, bool refused) {
    return name == "*" && !refused;
  });
}

bool names_media(std::string_view accept, std::string_view type) noexcept {
  return any_element(accept, [&](std::string_view name, bool refused) {
    return !refused && equals_ignoring_case(name, type);
  });
}

std::optional<std::string> gzip_compress(std::string_view bytes) {
  thread_local Compressor compressor;
  return compressor.compress(bytes);
}

}  // namespace khoj::api
