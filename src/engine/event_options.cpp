#include "engine/event_options.hpp"

#include <charconv>

namespace khoj::engine {

base::Result<SurfaceRates> parse_surface_rates(const std::vector<std::string>& texts) {
  SurfaceRates rates;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    double rate = -1.0;
    if (equals != std::string::npos) {
      const char* const end = text.data() + text.size();
      const auto [stop, error] = std::from_chars(text.data() + equals + 1, end, rate);
      if (error != std::errc() || stop != end) rate = -1.0;
    }
    if (equals == 0 || !(rate >= 0.0 && rate <= 1.0)) {
      return base::fail(base::ErrorCode::invalid_argument,
                        "'{}' is no rate of a surface; expected search=0.1, with a share from 0 to 1", text);
    }
    rates.insert_or_assign(text.substr(0, equals), rate);
  }
  return rates;
}

}  // namespace khoj::engine
