#include "index/segment_sink.hpp"

#include <xxhash.h>

namespace khoj::index {
namespace {

constexpr std::size_t kFileBuffer = 1U << 20U;

}  // namespace

struct SegmentSink::Checksum {
  struct Free {
    void operator()(XXH3_state_t* owned) const noexcept { XXH3_freeState(owned); }
  };
  std::unique_ptr<XXH3_state_t, Free> state{XXH3_createState()};
};

SegmentSink::SegmentSink() : checksum_(std::make_unique<Checksum>()) {
  XXH3_64bits_reset(checksum_->state.get());
}
SegmentSink::SegmentSink(SegmentSink&&) noexcept = default;
SegmentSink::~SegmentSink() = default;

base::Result<SegmentSink> SegmentSink::to_file(const std::filesystem::path& path) {
  KHOJ_ASSIGN(auto file, io::AtomicFileWriter::create(path));
  SegmentSink sink;
  sink.file_.emplace(std::move(file));
  sink.memory_.reserve(kFileBuffer);
  return sink;
}

SegmentSink SegmentSink::to_memory() { return SegmentSink(); }

base::Status SegmentSink::begin_section() {
  constexpr std::array<std::byte, kSectionAlignment> kZeros{};
  const std::size_t padding = (kSectionAlignment - size_ % kSectionAlignment) % kSectionAlignment;
  KHOJ_TRY(write(std::span(kZeros).first(padding)));
  XXH3_64bits_reset(checksum_->state.get());
  section_begin_ = size_;
  return {};
}

base::Status SegmentSink::write(std::span<const std::byte> bytes) {
  XXH3_64bits_update(checksum_->state.get(), bytes.data(), bytes.size());
  size_ += bytes.size();
  if (file_.has_value() && memory_.size() + bytes.size() > kFileBuffer) {
    KHOJ_TRY(flush());
    if (bytes.size() > kFileBuffer) return file_->write(bytes);
  }
  memory_.insert(memory_.end(), bytes.begin(), bytes.end());
  return {};
}

SectionEntry SegmentSink::end_section(Section section, std::uint32_t number) {
  return {static_cast<std::uint32_t>(section), number, section_begin_, size_ - section_begin_,
          XXH3_64bits_digest(checksum_->state.get())};
}

base::Status SegmentSink::flush() {
  if (memory_.empty()) return {};
  KHOJ_TRY(file_->write(memory_));
  memory_.clear();
  return {};
}

base::Status SegmentSink::commit() {
  if (!file_.has_value()) return {};
  KHOJ_TRY(flush());
  return file_->commit();
}

}  // namespace khoj::index
