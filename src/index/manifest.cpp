#include "index/manifest.hpp"

#include <bit>
#include <charconv>

#include "base/hash.hpp"
#include "index/bytes.hpp"
#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"

namespace khoj::index {
namespace {

/// Version 2 may have revisions.
constexpr std::string_view kFirstLine = "khoj-index 2";
constexpr std::string_view kFirstLineOfVersion1 = "khoj-index 1";
constexpr std::array<char, 8> kLiveMagic = {'k', 'h', 'o', 'j', 'l', 'i', 'v', '\n'};

struct LiveHeader {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t doc_count;
};

std::optional<std::uint64_t> to_number(std::string_view text, int base = 10) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// The text up to the next `separator`, which is removed together with it.
std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view piece = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return piece;
}

/// A file's name as we write them: nothing that could lead out of the folder.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.find('/') == std::string_view::npos && name[0] != '.';
}

base::Result<Manifest> parse(std::string_view text) {
  const auto bad = [](std::string_view what) { return base::fail(base::ErrorCode::corruption, "{}", what); };
  const std::size_t last = text.rfind("\nchecksum ");
  if (last == std::string_view::npos || !text.ends_with('\n'))
    return bad("has no checksum; it may be cut off");
  const std::string_view body = text.substr(0, last + 1);
  const std::string_view sum = text.substr(last + 10, text.size() - last - 11);
  if (to_number(sum, 16) != base::hash64(body)) return bad("the checksum is wrong");

  Manifest manifest;
  std::string_view rest = body;
  if (const auto first = cut(rest, '\n'); first != kFirstLine && first != kFirstLineOfVersion1) {
    return base::fail(base::ErrorCode::unsupported, "is not of version 1 or 2; it begins with '{}'", first);
  }
  while (!rest.empty()) {
    std::string_view line = cut(rest, '\n');
    const std::string_view key = cut(line, ' ');
    if (key == "schema") {
      manifest.schema.append(line).append("\n");
    } else if (key == "covered" || key == "next_file") {
      const auto value = to_number(line);
      if (!value) return base::fail(base::ErrorCode::corruption, "'{} {}' is not a number", key, line);
      (key == "covered" ? manifest.covered.value : manifest.next_file) = *value;
    } else if (key == "segment") {
      ManifestSegment segment;
      segment.file = cut(line, ' ');
      const auto size = to_number(cut(line, ' '));
      segment.live_file = line == "-" ? std::string_view() : line;
      if (!size || !is_plain_name(segment.file) || (line != "-" && !is_plain_name(line))) {
        return base::fail(base::ErrorCode::corruption, "the line of segment '{}' makes no sense",
                          segment.file);
      }
      segment.size_bytes = *size;
      manifest.segments.push_back(std::move(segment));
    } else if (key == "revision") {
      if (manifest.segments.empty() || !is_plain_name(line))
        return base::fail(base::ErrorCode::corruption, "the revision '{}' makes no sense", line);
      manifest.segments.back().revision_files.emplace_back(line);
    } else {
      return base::fail(base::ErrorCode::corruption, "unknown line '{}'", key);
    }
  }
  return manifest;
}

}  // namespace

base::Status write_manifest(const std::filesystem::path& folder, const Manifest& manifest) {
  std::string text = fmt::format("{}\n", kFirstLine);
  std::string_view schema = manifest.schema;
  while (!schema.empty()) text += fmt::format("schema {}\n", cut(schema, '\n'));
  text += fmt::format("covered {}\nnext_file {}\n", manifest.covered, manifest.next_file);
  for (const ManifestSegment& segment : manifest.segments) {
    text += fmt::format("segment {} {} {}\n", segment.file, segment.size_bytes,
                        segment.live_file.empty() ? "-" : segment.live_file);
    for (const std::string& file : segment.revision_files) text += fmt::format("revision {}\n", file);
  }
  text += fmt::format("checksum {:016x}\n", base::hash64(text));
  return io::write_file_atomically(folder / "MANIFEST", text);
}

base::Result<Manifest> read_manifest(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "MANIFEST";
  KHOJ_ASSIGN(const auto file, io::MappedFile::open(path));
  auto manifest = parse(file.text());
  if (!manifest) return base::fail(base::at(path.string(), std::move(manifest).error()));
  return manifest;
}

base::Status write_live_docs(const std::filesystem::path& path, const LiveDocs& live,
                             std::uint32_t doc_count) {
  Bytes bytes;
  put(bytes, LiveHeader{kLiveMagic, 1, doc_count});
  put_bytes(bytes, live.words.data(), live.words.size() * 8);
  put(bytes, base::hash64(as_raw(bytes)));
  return io::write_file_atomically(
      path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

base::Result<LiveDocs> read_live_docs(const std::filesystem::path& path, std::uint32_t doc_count) {
  const auto corrupt = [&](std::string_view what) {
    return base::fail(base::at(path.string(), base::make_error(base::ErrorCode::corruption, "{}", what)));
  };
  KHOJ_ASSIGN(const auto file, io::MappedFile::open(path));
  LiveDocs live(doc_count);
  const std::size_t words = live.words.size() * 8;
  if (file.size() != sizeof(LiveHeader) + words + 8) return corrupt("has a wrong size");
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, file.bytes().data() + file.size() - 8, 8);
  if (checksum != base::hash64(file.bytes().first(file.size() - 8))) return corrupt("the checksum is wrong");
  LiveHeader header;
  std::memcpy(&header, file.bytes().data(), sizeof(header));
  if (header.magic != kLiveMagic || header.version != 1 || header.doc_count != doc_count) {
    return corrupt("is not the live documents of this segment");
  }
  const std::uint64_t last = live.words.back();
  std::memcpy(live.words.data(), file.bytes().data() + sizeof(header), words);
  if ((live.words.back() & ~last) != 0) return corrupt("is longer than its segment");
  std::uint32_t alive = 0;
  for (const std::uint64_t word : live.words) alive += static_cast<std::uint32_t>(std::popcount(word));
  live.deleted = doc_count - alive;
  return live;
}

}  // namespace khoj::index
