// Where the bytes of a new segment go, from front to back: a file that appears when all is written, or memory. Also
// keeps the running XXH3 of the section that is being written. Not thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "index/segment_format.hpp"
#include "io/atomic_file.hpp"

namespace khoj::index {

/// The bytes of an in-memory segment; aligned for every type in it.
using SegmentBytes = std::vector<std::byte>;

class SegmentSink {
 public:
  /// Errors: those of io::AtomicFileWriter.
  static base::Result<SegmentSink> to_file(const std::filesystem::path& path);
  static SegmentSink to_memory();

  SegmentSink(SegmentSink&&) noexcept;
  ~SegmentSink();

  /// Pads to the next section's beginning and starts its checksum.
  base::Status begin_section();
  base::Status write(std::span<const std::byte> bytes);
  /// The entry of the section that ends here.
  [[nodiscard]] SectionEntry end_section(Section section, std::uint32_t number);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

  /// Makes the file visible and durable; nothing to do in memory.
  base::Status commit();
  [[nodiscard]] SegmentBytes take_bytes() { return std::move(memory_); }

 private:
  struct Checksum;
  SegmentSink();
  base::Status flush();

  std::optional<io::AtomicFileWriter> file_;
  SegmentBytes memory_;  ///< Everything, or what was not yet given to the file.
  std::unique_ptr<Checksum> checksum_;
  std::uint64_t size_ = 0;
  std::uint64_t section_begin_ = 0;
};

}  // namespace khoj::index
