// A text file as a stream of UTF-8, however it is packed and encoded: gzip is unpacked (seen from its first
// bytes), a byte-order mark is obeyed and removed, other encodings are decoded. Whether what comes out is
// valid UTF-8 is for the reader of records to check. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "io/encoding.hpp"

namespace khoj::io {

class TextFile final : public ByteSource {
 public:
  /// @param encoding  absent: from the byte-order mark, else guessed by EncodingGuess over the whole file
  /// (over the
  ///                  first mebibyte where it can be read only once). A byte-order mark overrides a named
  ///                  UTF-8 or UTF-16, not a named Windows-1252.
  /// Errors: as FileSource::open; corruption (gzip).
  static base::Result<std::unique_ptr<TextFile>> open(const std::filesystem::path& path,
                                                      std::optional<Encoding> encoding = std::nullopt);
  ~TextFile() override;

  base::Result<std::size_t> read(std::span<char> out) override;

  [[nodiscard]] Encoding encoding() const noexcept;

  /// Bytes of the file itself (packed, encoded) read so far, and in all where that is known.
  [[nodiscard]] std::uint64_t position() const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> size() const noexcept;

 private:
  struct Layers;
  explicit TextFile(std::unique_ptr<Layers> layers) noexcept;

  std::unique_ptr<Layers> layers_;
};

}  // namespace khoj::io
