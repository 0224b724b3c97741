#include "io/artefact_manifest.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include <simdjson.h>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"

namespace khoj::io {
namespace {

using base::ErrorCode;
using simdjson::SUCCESS;
using Element = simdjson::dom::element;

constexpr std::uint64_t kFormat = 1;
constexpr std::string_view kFormatMember = "khoj_artefact";
constexpr std::string_view kChecksumMember = "\"checksum\":\"";
constexpr std::size_t kChecksumDigits = 16;
constexpr std::size_t kMaxTextBytes = 1'000;
constexpr std::size_t kMaxEntries = 1'000;

bool is_lower_or_digit(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

base::Status wrong(std::string_view where, std::string_view expected) {
  return base::fail(base::Error{ErrorCode::invalid_argument, fmt::format("expected {}", expected),
                                std::string(base::truncate_utf8(where, 100))});
}

bool is_text(std::string_view text) { return text.size() <= kMaxTextBytes && base::is_valid_utf8(text); }

base::Status validate(const ArtefactFacts& facts) {
  if (!is_text(facts.catalog)) return wrong("catalog", "UTF-8 of at most 1,000 bytes");
  if (facts.metrics.size() > kMaxEntries) return wrong("metrics", "at most 1,000 of them");
  for (const auto& [name, value] : facts.metrics) {
    if (name.empty() || !is_text(name)) return wrong("metrics", "names of 1 to 1,000 bytes of UTF-8");
    if (!std::isfinite(value)) return wrong(fmt::format("metrics.{}", name), "a finite number");
  }
  if (facts.parameters.size() > kMaxEntries) return wrong("parameters", "at most 1,000 of them");
  for (const auto& [name, value] : facts.parameters) {
    if (name.empty() || !is_text(name)) return wrong("parameters", "names of 1 to 1,000 bytes of UTF-8");
    if (!is_text(value)) return wrong(fmt::format("parameters.{}", name), "UTF-8 of at most 1,000 bytes");
  }
  return {};
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  base::log::append_json_escaped(out, text);
  out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_text(out, name);
  out += ':';
  append_text(out, text);
}

/// Reads members with the place of what is wrong.
struct Reader {
  template <typename T>
  static base::Result<T> read(const Element& element, std::string_view name, std::string_view expected) {
    T value{};
    if (element.get(value) == SUCCESS) return value;
    return base::fail(wrong(name, expected).error());
  }
  static base::Result<std::uint64_t> number(const Element& element, std::string_view name) {
    return read<std::uint64_t>(element, name, "a whole number from 0");
  }
  static base::Result<std::string> text(const Element& element, std::string_view name) {
    KHOJ_ASSIGN(const auto view, read<std::string_view>(element, name, "a text"));
    return std::string(view);
  }
};

template <typename Map, typename Value>
base::Status read_map(const Element& element, std::string_view name, Map& out, const Value& value) {
  KHOJ_ASSIGN(const auto object, Reader::read<simdjson::dom::object>(element, name, "an object"));
  for (const auto member : object) {
    const auto place = fmt::format("{}.{}", name, member.key);
    KHOJ_ASSIGN(auto read, value(member.value, place));
    if (!out.emplace(member.key, std::move(read)).second) return wrong(place, "each name once");
  }
  return {};
}

base::Result<std::uint64_t> read_checksum(std::string_view digits, std::string_view place) {
  std::uint64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
  if (error == std::errc() && stop == end && fmt::format("{:016x}", value) == digits) return value;
  return base::fail(wrong(place, "16 hexadecimal digits").error());
}

base::Result<ArtefactFile> read_file(const Element& element, const std::string& place) {
  KHOJ_ASSIGN(const auto object, Reader::read<simdjson::dom::object>(element, place, "an object"));
  ArtefactFile file;
  std::set<std::string_view> seen;
  for (const auto member : object) {
    const auto where = fmt::format("{}.{}", place, member.key);
    if (!seen.insert(member.key).second) return base::fail(wrong(where, "each member once").error());
    if (member.key == "name") {
      KHOJ_ASSIGN(file.name, Reader::text(member.value, where));
    } else if (member.key == "size_bytes") {
      KHOJ_ASSIGN(file.size_bytes, Reader::number(member.value, where));
    } else if (member.key == "xxh3") {
      KHOJ_ASSIGN(const auto digits, Reader::text(member.value, where));
      KHOJ_ASSIGN(file.checksum, read_checksum(digits, where));
    } else {
      return base::fail(wrong(where, "no such member").error());
    }
  }
  if (seen.size() != 3) return base::fail(wrong(place, "name, size_bytes and xxh3").error());
  return file;
}

base::Status read_files(const Element& element, std::vector<ArtefactFile>& out) {
  KHOJ_ASSIGN(const auto array, Reader::read<simdjson::dom::array>(element, "files", "a list"));
  for (const auto item : array) {
    if (out.size() == kMaxEntries) return wrong("files", "at most 1,000 of them");
    KHOJ_ASSIGN(auto file, read_file(item, fmt::format("files[{}]", out.size())));
    out.push_back(std::move(file));
  }
  return {};
}

base::Status read_member(std::string_view name, const Element& element, ArtefactManifest& out) {
  if (name == kFormatMember || name == "checksum") return {};  // Looked at before.
  if (name == "name") {
    KHOJ_ASSIGN(out.name, Reader::text(element, name));
  } else if (name == "version") {
    KHOJ_ASSIGN(out.version, Reader::number(element, name));
  } else if (name == "created_ms") {
    KHOJ_ASSIGN(out.created_ms, Reader::read<std::int64_t>(element, name, "a whole number"));
  } else if (name == "made_by") {
    KHOJ_ASSIGN(out.made_by, Reader::text(element, name));
  } else if (name == "catalog") {
    KHOJ_ASSIGN(out.facts.catalog, Reader::text(element, name));
  } else if (name == "metrics") {
    return read_map(element, name, out.facts.metrics, [](const Element& value, const std::string& place) {
      return Reader::read<double>(value, place, "a number");
    });
  } else if (name == "parameters") {
    return read_map(element, name, out.facts.parameters, Reader::text);
  } else if (name == "files") {
    return read_files(element, out.files);
  } else {
    return wrong(name, "no such member");
  }
  return {};
}

base::Result<ArtefactManifest> read_manifest(std::string_view text) {
  simdjson::dom::parser parser(kMaxArtefactManifestBytes);
  simdjson::dom::object object;
  if (parser.parse(text.data(), text.size()).get(object) != SUCCESS)
    return base::fail(wrong("", "a JSON object").error());
  std::uint64_t format = 0;
  if (object.at_key(kFormatMember).get(format) != SUCCESS)
    return base::fail(wrong(kFormatMember, "the version of the format").error());
  if (format != kFormat)
    return base::fail(ErrorCode::unsupported, "is of version {}, this program reads {}", format, kFormat);
  ArtefactManifest manifest;
  std::set<std::string_view> seen;
  for (const auto member : object) {
    if (!seen.insert(member.key).second) return base::fail(wrong(member.key, "each member once").error());
    KHOJ_TRY(read_member(member.key, member.value, manifest));
  }
  for (const std::string_view required : {"created_ms", "made_by", "catalog", "metrics", "parameters"})
    if (!seen.contains(required)) return base::fail(wrong(required, "to be there").error());
  KHOJ_TRY(validate(manifest));
  return manifest;
}

/// Whether the text ends with the checksum of what stands before it.
base::Status check_seal(std::string_view text) {
  constexpr std::size_t kTail = kChecksumMember.size() + kChecksumDigits + 3;  // and "}\n
  const std::string_view tail = text.substr(text.size() < kTail ? 0 : text.size() - kTail);
  if (!tail.starts_with(kChecksumMember) || !tail.ends_with("\"}\n"))
    return base::fail(ErrorCode::corruption, "has no checksum at its end; it may be cut off");
  const auto body = text.substr(0, text.size() - kTail);
  if (tail.substr(kChecksumMember.size(), kChecksumDigits) != fmt::format("{:016x}", base::hash64(body)))
    return base::fail(ErrorCode::corruption, "the checksum is wrong: its text was changed");
  return {};
}

}  // namespace

std::uint64_t ArtefactManifest::size_bytes() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file.size_bytes;
  return sum;
}

bool is_artefact_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 64 && is_lower_or_digit(name[0]) &&
         std::ranges::all_of(name, [](char c) { return is_lower_or_digit(c) || c == '-' || c == '_'; });
}

bool is_artefact_file_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 128 && name[0] != '.' && name != kArtefactManifestFile &&
         std::ranges::all_of(name, [](char c) {
           return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
         });
}

base::Status validate(const ArtefactManifest& manifest) {
  if (!is_artefact_name(manifest.name)) return wrong("name", "1 to 64 characters of a-z, 0-9, '-' and '_'");
  constexpr auto kMaxVersion = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (manifest.version == 0 || manifest.version > kMaxVersion) return wrong("version", "a number from 1");
  if (manifest.created_ms < 0) return wrong("created_ms", "a time after 1970");
  if (!is_text(manifest.made_by)) return wrong("made_by", "UTF-8 of at most 1,000 bytes");
  KHOJ_TRY(validate(manifest.facts));
  if (manifest.files.empty() || manifest.files.size() > kMaxEntries)
    return wrong("files", "1 to 1,000 of them");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < manifest.files.size(); ++i) {
    const auto& name = manifest.files[i].name;
    if (!is_artefact_file_name(name))
      return wrong(fmt::format("files[{}].name", i), "1 to 128 of A-Z, a-z, 0-9, '-', '_' and '.'");
    if (!names.insert(name).second) return wrong(fmt::format("files[{}].name", i), "each name once");
  }
  return {};
}

std::string to_json(const ArtefactManifest& manifest) {
  std::string out = fmt::format("{{\"{}\":{},\n\"name\":\"{}\",\n\"version\":{},\n\"created_ms\":{},\n",
                                kFormatMember, kFormat, manifest.name, manifest.version, manifest.created_ms);
  append_member(out, "made_by", manifest.made_by);
  out += ",\n";
  append_member(out, "catalog", manifest.facts.catalog);
  out += ",\n\"parameters\":{";
  std::string_view comma;
  for (const auto& [name, value] : manifest.facts.parameters) {
    out += std::exchange(comma, ",");
    append_member(out, name, value);
  }
  out += "},\n\"metrics\":{";
  comma = {};
  for (const auto& [name, value] : manifest.facts.metrics) {
    out += std::exchange(comma, ",");
    append_text(out, name);
    fmt::format_to(std::back_inserter(out), ":{}", value);
  }
  out += "},\n\"files\":[";
  comma = {};
  for (const auto& file : manifest.files) {
    fmt::format_to(std::back_inserter(out), "{}{{\"name\":\"{}\",\"size_bytes\":{},\"xxh3\":\"{:016x}\"}}",
                   std::exchange(comma, ",\n"), file.name, file.size_bytes, file.checksum);
  }
  out += "],\n";
  const auto checksum = base::hash64(out);
  return out + fmt::format("{}{:016x}\"}}\n", kChecksumMember, checksum);
}

base::Result<ArtefactManifest> artefact_manifest_from_json(std::string_view text) {
  if (text.size() > kMaxArtefactManifestBytes)
    return base::fail(ErrorCode::corruption, "has {} bytes; a manifest has at most {}", text.size(),
                      kMaxArtefactManifestBytes);
  KHOJ_TRY(check_seal(text));
  auto manifest = read_manifest(text);
  if (!manifest && manifest.error().code == ErrorCode::invalid_argument)
    manifest.error().code = ErrorCode::corruption;
  return manifest;
}

}  // namespace khoj::io
