#include "domain/event.hpp"

#include <algorithm>

#include "domain/field_checks.hpp"
#include "domain/money.hpp"
#include "domain/product.hpp"

namespace khoj::domain {

std::string_view to_string(EventKind kind) noexcept {
  return kEventKindNames[static_cast<std::size_t>(kind)];
}

base::Result<EventKind> parse_event_kind(std::string_view name) {
  const auto found = std::find(kEventKindNames.begin(), kEventKindNames.end(), name);
  if (found != kEventKindNames.end()) return static_cast<EventKind>(found - kEventKindNames.begin());
  return base::fail(base::ErrorCode::invalid_argument, "'{}' is no kind of event; expected {}", name,
                    fmt::join(kEventKindNames, ", "));
}

std::optional<EventKind> event_kind_of(std::int64_t number) noexcept {
  if (number < 0 || number >= static_cast<std::int64_t>(kEventKindNames.size())) return std::nullopt;
  return static_cast<EventKind>(number);
}

bool is_request_id(std::string_view text) noexcept {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return text.size() >= kMinRequestIdBytes && text.size() <= kMaxRequestIdBytes &&
         std::all_of(text.begin(), text.end(), allowed);
}

base::Status validate(const Event& event, std::int64_t now_ms) {
  KHOJ_TRY(check_id("event_id", event.event_id, kMaxEventIdBytes));
  if (!event.request_id.empty() && !is_request_id(event.request_id)) {
    return bad_field("request_id", fmt::format("must be {} to {} letters, digits, '-' or '_'",
                                               kMinRequestIdBytes, kMaxRequestIdBytes));
  }
  KHOJ_TRY(check_id("product_id", event.product_id, kMaxProductIdBytes));
  if (event.position.value_or(0) > kMaxPosition) {
    return bad_field("position", fmt::format("must be from 0 to {}, not {}", kMaxPosition, *event.position));
  }
  if (event.user_id) KHOJ_TRY(check_id("user_id", *event.user_id, kMaxUserIdBytes));
  if (event.value_paise && (*event.value_paise < 0 || *event.value_paise > kMaxPricePaise)) {
    return bad_field("value", fmt::format("must be between 0 and {}, not {}", kMaxPricePaise / 100,
                                          rupees_from_paise(*event.value_paise)));
  }
  if (event.quantity < 1 || event.quantity > kMaxQuantity) {
    return bad_field("quantity", fmt::format("must be from 1 to {}, not {}", kMaxQuantity, event.quantity));
  }
  if (event.at_ms <= 0 || event.at_ms > now_ms + kMaxAheadMs) {
    return bad_field(
        "at_ms",
        fmt::format("must be a Unix time in milliseconds, at most a day from now, not {}", event.at_ms));
  }
  return {};
}

}  // namespace khoj::domain
