// What the table of keys says to people: docs/configuration.md and a khoj.yaml with comments.
#include <algorithm>

#include "base/config_keys.hpp"

namespace khoj::base {
namespace {

constexpr std::string_view kIntroduction = R"(# Configuration

<!-- Written by `khoj config --markdown` from src/base/config_keys.cpp. Do not edit by hand. -->

Every program reads, in this order, its defaults, the file that `--config FILE` names, the environment, and its flags;
the later one wins. `khoj config --defaults` prints a file with every key in it.

A key is written in YAML under its section:

```yaml
data_dir: /var/lib/khoj
server:
  port: 8080
```

An unknown key, a wrong type or a value out of range stops the start with file, line, key and what was expected. An
environment variable that is empty counts as not set; a list in one is separated by commas. Where a row has two
variables and both are set, the first counts. Sizes are in bytes unless the name says MiB.

Keys marked *later* are read and checked, and have no effect until their feature is there.
)";

std::string_view section_of(std::string_view path) {
  const std::size_t dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

std::string name_of(std::string_view path) { return std::string(path.substr(path.find('.') + 1)); }

std::string later_note(const ConfigKey& key) {
  return key.later.empty() ? "" : fmt::format("Later: takes effect with {}.", key.later);
}

}  // namespace

std::string configuration_markdown() {
  const Config defaults;
  std::string out(kIntroduction);
  std::string_view section = "none yet";
  for (const auto& key : config_keys()) {
    if (section_of(key.path) != section) {
      section = section_of(key.path);
      out += section.empty() ? "\n## At the top\n" : fmt::format("\n## {}\n", section);
      out += "\n| Key | Default | Value | Environment | Meaning |\n|---|---|---|---|---|\n";
    }
    std::string environment = fmt::format("`{}`", key.own_environment_name());
    for (const auto& name : key.environment) {
      if (name != key.own_environment_name()) environment += fmt::format(", `{}`", name);
    }
    const std::string later = key.later.empty() ? "" : fmt::format(" *{}*", later_note(key));
    out += fmt::format("| `{}` | `{}` | {} | {} | {}{} |\n", key.path, config_value_yaml(key, defaults),
                       key.expected(), environment, key.doc, later);
  }
  return out;
}

std::string configuration_yaml(const Config& config) {
  std::string out = "# khoj.yaml: every key with its value. docs/configuration.md says more.\n";
  std::string_view section;
  for (const auto& key : config_keys()) {
    if (section_of(key.path) != section) {
      section = section_of(key.path);
      out += fmt::format("\n{}:\n", section);
    }
    const std::string_view indent = section.empty() ? "" : "  ";
    std::string doc(key.doc);
    std::erase(doc, '`');
    out += fmt::format("{}# {}\n{}# Expects {}.{}{}\n", indent, doc, indent, key.expected(),
                       key.later.empty() ? "" : " ", later_note(key));
    const std::string value = config_value_yaml(key, config);
    if (key.secret) {
      out += fmt::format("{}# {}: {}\n", indent, name_of(key.path),
                         value == "\"\"" ? "not set" : "set, not shown");
    } else {
      out += fmt::format("{}{}: {}\n", indent, name_of(key.path), value);
    }
  }
  return out;
}

}  // namespace khoj::base
