// strip_html and strip_markdown of value_text.hpp: one pass each over text that nobody promised to be
// well-formed.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "jobs/value_text.hpp"

namespace khoj::jobs {
namespace {

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Entity, 14> kEntities = {{{"amp", "&"},
                                               {"lt", "<"},
                                               {"gt", ">"},
                                               {"quot", "\""},
                                               {"apos", "'"},
                                               {"nbsp", " "},
                                               {"ndash", "–"},
                                               {"mdash", "—"},
                                               {"bull", "•"},
                                               {"hellip", "…"},
                                               {"rsquo", "’"},
                                               {"lsquo", "‘"},
                                               {"trade", "™"},
                                               {"reg", "®"}}};

constexpr std::array<std::string_view, 14> kLineTags = {"br", "p",  "li", "div", "tr", "ul", "ol",
                                                        "h1", "h2", "h3", "h4",  "h5", "h6", "table"};

// Bounds on the search for a link's end, so that a text of nothing but brackets stays cheap.
constexpr std::size_t kMaxLinkText = 500;
constexpr std::size_t kMaxLinkTarget = 2'000;

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) noexcept { return is_letter(c) || (c >= '0' && c <= '9'); }

void append_code_point(std::string& out, std::uint32_t code_point) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += {static_cast<char>(0xC0U | (code_point >> 6U)), tail(0)};
  } else if (code_point < 0x10000) {
    out += {static_cast<char>(0xE0U | (code_point >> 12U)), tail(6), tail(0)};
  } else {
    out += {static_cast<char>(0xF0U | (code_point >> 18U)), tail(12), tail(6), tail(0)};
  }
}

/// Appends what the entity at the start of `text` ("&amp;", "&#8377;") stands for. @return its size, or 0.
std::size_t append_entity(std::string& out, std::string_view text) {
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos || end < 2) return 0;
  std::string_view name = text.substr(1, end - 1);
  if (name.front() == '#') {
    name.remove_prefix(1);
    const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
    if (hexadecimal) name.remove_prefix(1);
    std::uint32_t code_point = 0;
    const auto [stop, error] =
        std::from_chars(name.data(), name.data() + name.size(), code_point, hexadecimal ? 16 : 10);
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (error != std::errc() || stop != name.data() + name.size() || code_point < 0x20 || surrogate ||
        code_point > 0x10FFFF)
      return 0;
    append_code_point(out, code_point);
    return end + 1;
  }
  for (const auto& entity : kEntities) {
    if (entity.name == name) {
      out += entity.text;
      return end + 1;
    }
  }
  return 0;
}

/// The size of the tag or comment at the start of `text`, its hidden content included; 0 when there is none.
std::size_t tag_size(std::string_view text, std::string& name) {
  name.clear();
  if (text.starts_with("<!--")) {
    const std::size_t end = text.find("-->", 4);
    return end == std::string_view::npos ? text.size() : end + 3;
  }
  std::size_t at = 1;
  const bool closing = at < text.size() && text[at] == '/';
  if (closing) ++at;
  if (at >= text.size() || !(is_letter(text[at]) || (text[at] == '!' && !closing))) return 0;
  const std::size_t name_begin = at;
  while (at < text.size() && is_name_character(text[at])) ++at;
  name = ascii_lower(text.substr(name_begin, at - name_begin));
  const std::size_t end = text.find('>', at);
  if (end == std::string_view::npos) return 0;
  if (!closing && (name == "script" || name == "style")) {
    const std::size_t close = text.find("</" + name, end);
    const std::size_t close_end = close == std::string_view::npos ? close : text.find('>', close);
    return close_end == std::string_view::npos ? text.size() : close_end + 1;
  }
  return end + 1;
}

void end_line(std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (!out.empty() && out.back() != '\n') out += '\n';
}

/// Drops the marks that begin a line: "## ", "> ", "- ", "* ", "1. " stays (the number is content).
std::string_view without_line_marks(std::string_view line) {
  line = trim(line);
  while (line.starts_with("> ") || line.starts_with("- ") || line.starts_with("* ") ||
         line.starts_with("+ ")) {
    line = trim(line.substr(2));
  }
  if (line.find_first_not_of("-*_= ") == std::string_view::npos) return {};
  std::size_t hashes = 0;
  while (hashes < line.size() && line[hashes] == '#') ++hashes;
  if (hashes > 0 && hashes <= 6 && hashes < line.size() && line[hashes] == ' ')
    return trim(line.substr(hashes));
  return line;
}

bool between_spaces(std::string_view line, std::size_t at) {
  return at > 0 && line[at - 1] == ' ' && at + 1 < line.size() && line[at + 1] == ' ';
}

/// Appends a line without its emphasis and code marks, and with the texts of links only.
void append_inline(std::string& out, std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && i + 1 < line.size() &&
        std::string_view("\\`*_[]#!").find(line[i + 1]) != std::string_view::npos) {
      out += line[++i];
    } else if (c == '`' || (c == '*' && !between_spaces(line, i))) {
      continue;
    } else if (line.substr(i).starts_with("__")) {
      ++i;
    } else if (c == '[' || line.substr(i).starts_with("![")) {
      const std::size_t begin = c == '[' ? i + 1 : i + 2;
      const std::size_t middle = line.substr(0, begin + kMaxLinkText).find("](", begin);
      const std::size_t end = middle == std::string_view::npos
                                  ? middle
                                  : line.substr(0, middle + kMaxLinkTarget).find(')', middle);
      if (end == std::string_view::npos ||
          line.substr(begin, middle - begin).find('[') != std::string_view::npos) {
        out += c;
      } else {
        out += line.substr(begin, middle - begin);
        i = end;
      }
    } else {
      out += c;
    }
  }
}

}  // namespace

std::string strip_html(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  std::string name;
  bool unclosed = false;  // Once no '>' follows, no later '<' can have one: keeps the cost linear.
  for (std::size_t i = 0; i < html.size();) {
    std::size_t size = 0;
    if (html[i] == '<' && !unclosed) {
      size = tag_size(html.substr(i), name);
      unclosed = size == 0 && !name.empty();
      if (size > 0) {
        bool ends_line = false;
        for (const auto tag : kLineTags) ends_line = ends_line || tag == name;
        if (ends_line) end_line(out);
      }
    } else if (html[i] == '&') {
      size = append_entity(out, html.substr(i));
    }
    if (size == 0) {
      out += html[i];
      size = 1;
    }
    i += size;
  }
  return std::string(trim(out));
}

std::string strip_markdown(std::string_view markdown) {
  std::string out;
  out.reserve(markdown.size());
  while (!markdown.empty()) {
    const std::size_t line_end = std::min(markdown.find('\n'), markdown.size());
    const std::string_view line = without_line_marks(markdown.substr(0, line_end));
    if (!line.empty()) {
      if (!out.empty()) out += '\n';
      append_inline(out, line);
    }
    markdown.remove_prefix(std::min(line_end + 1, markdown.size()));
  }
  return out;
}

}  // namespace khoj::jobs
