// Names of brands and categories as identifiers, for chips such as brand_<slug>. Stateless and thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace khoj::text {

/// `text` as lower-case ASCII letters and digits, its words joined by one '_': "Home & Kitchen" →
/// "home_kitchen", "Levi's" → "levis", "कुर्ता सेट" → "kurta_set". Scripts other than Latin are transliterated.
/// The same text always gives the same slug; different texts may share one. Empty when the text has no letter
/// or digit.
[[nodiscard]] std::string slug(std::string_view text);

}  // namespace khoj::text
