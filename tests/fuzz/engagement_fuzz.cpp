// signals::engagement_from_text on arbitrary text: no crash, and what is accepted comes back.
#include <cstdlib>
#include <string_view>

#include "signals/engagement_weights.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace khoj;
  const auto weights = signals::engagement_from_text({reinterpret_cast<const char*>(data), size});
  if (weights && signals::engagement_from_text(signals::to_text(*weights)) != *weights) std::abort();
  return 0;
}
