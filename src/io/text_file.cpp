#include "io/text_file.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "io/gzip_source.hpp"

namespace khoj::io {
namespace {

constexpr std::size_t kStartBytes = 1024 * 1024;

/// The first bytes of a source, which were read to look at them, and then the source itself.
class PrefixedSource final : public ByteSource {
 public:
  explicit PrefixedSource(ByteSource& source) noexcept : source_(source) {}

  base::Status read_start(std::size_t bytes) {
    start_.resize(bytes);
    KHOJ_ASSIGN(const std::size_t count, read_fully(source_, start_));
    start_.resize(count);
    return {};
  }
  [[nodiscard]] std::string_view start() const noexcept { return std::string_view(start_).substr(used_); }
  void skip(std::size_t bytes) noexcept { used_ += bytes; }

  base::Result<std::size_t> read(std::span<char> out) override {
    if (used_ == start_.size()) return source_.read(out);
    const std::size_t count = std::min(out.size(), start_.size() - used_);
    std::memcpy(out.data(), start_.data() + used_, count);
    used_ += count;
    if (used_ == start_.size()) {
      start_ = {};
      used_ = 0;
    }
    return count;
  }

 private:
  ByteSource& source_;
  std::string start_;
  std::size_t used_ = 0;
};

}  // namespace

struct TextFile::Layers {
  explicit Layers(FileSource source) : file(std::move(source)) {}

  /// Opens the layers below the decoding: the file, gzip, and the look at the start.
  base::Status stack(std::size_t start_bytes) {
    gzip_start = std::make_unique<PrefixedSource>(file);
    KHOJ_TRY(gzip_start->read_start(2));
    gzip.reset();
    ByteSource* unpacked = gzip_start.get();
    if (gzip_start->start() == "\x1F\x8B") {
      KHOJ_ASSIGN(gzip, GzipSource::create(*gzip_start));
      unpacked = gzip.get();
    }
    start = std::make_unique<PrefixedSource>(*unpacked);
    return start->read_start(start_bytes);
  }

  FileSource file;
  std::unique_ptr<PrefixedSource> gzip_start;
  std::unique_ptr<GzipSource> gzip;
  std::unique_ptr<PrefixedSource> start;
  Encoding encoding = Encoding::utf8;
  std::unique_ptr<DecodingSource> text;
};

namespace {

base::Result<Encoding> guess_encoding(ByteSource& source) {
  EncodingGuess guess;
  std::string chunk(256 * 1024, '\0');
  for (;;) {
    KHOJ_ASSIGN(const std::size_t count, source.read(chunk));
    if (count == 0) return guess.finish();
    guess.add(std::string_view(chunk).substr(0, count));
  }
}

}  // namespace

base::Result<std::unique_ptr<TextFile>> TextFile::open(const std::filesystem::path& path,
                                                       std::optional<Encoding> encoding) {
  KHOJ_ASSIGN(FileSource file, FileSource::open(path));
  auto layers = std::make_unique<Layers>(std::move(file));
  const auto placed = [&](base::Error error) {
    if (error.context.empty()) error.context = path.string();
    return base::fail(std::move(error));
  };
  if (auto stacked = layers->stack(kStartBytes); !stacked) return placed(std::move(stacked).error());
  const auto mark = find_byte_order_mark(layers->start->start());
  if (mark && encoding != Encoding::windows1252) {
    layers->encoding = mark->encoding;
    layers->start->skip(mark->size);
  } else if (encoding) {
    layers->encoding = *encoding;
  } else if (layers->file.size()) {
    auto guess = guess_encoding(*layers->start);
    if (!guess) return placed(std::move(guess).error());
    layers->encoding = *guess;
    KHOJ_TRY(layers->file.rewind());
    if (auto stacked = layers->stack(0); !stacked) return placed(std::move(stacked).error());
  } else {
    EncodingGuess guess;
    guess.add(layers->start->start());
    layers->encoding = guess.finish();
  }
  layers->text = std::make_unique<DecodingSource>(*layers->start, layers->encoding);
  return std::unique_ptr<TextFile>(new TextFile(std::move(layers)));
}

TextFile::TextFile(std::unique_ptr<Layers> layers) noexcept : layers_(std::move(layers)) {}
TextFile::~TextFile() = default;

base::Result<std::size_t> TextFile::read(std::span<char> out) { return layers_->text->read(out); }
Encoding TextFile::encoding() const noexcept { return layers_->encoding; }
std::uint64_t TextFile::position() const noexcept { return layers_->file.position(); }
std::optional<std::uint64_t> TextFile::size() const noexcept { return layers_->file.size(); }

}  // namespace khoj::io
