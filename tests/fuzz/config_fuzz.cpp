// Any bytes as khoj.yaml: they are taken or refused with an error, and what was taken can be printed and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj::base;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Config config;
  if (!apply_yaml(config, text, "khoj.yaml")) return 0;
  Config again;
  if (!apply_yaml(again, configuration_yaml(config), "printed.yaml")) std::abort();
  again.security.admin_key = config.security.admin_key;  // Secrets are not printed.
  again.store.redis_url = config.store.redis_url;
  if (configuration_yaml(again) != configuration_yaml(config)) std::abort();
  return 0;
}
