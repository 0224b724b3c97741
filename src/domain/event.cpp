#include "domain/event.hpp"

#include <algorithm>
#include <charconv>

#include "base/hash.hpp"
#include "domain/field_checks.hpp"
#include "domain/money.hpp"
#include "domain/product.hpp"

namespace khoj::domain {
namespace {

constexpr std::string_view kErasure = "erasure";
constexpr std::size_t kKeyDigits = 32;

base::Status check_query(std::string_view query) {
  KHOJ_TRY(check_text("query", query, kMaxEventQueryBytes));
  if (query.find_first_not_of(" \t\r\n") == std::string_view::npos) return bad_field("query", "is required");
  return query.find('\0') == std::string_view::npos ? base::Status()
                                                    : bad_field("query", "must not hold a NUL");
}

base::Status check_subject(const Event& event) {
  if (event.kind == EventKind::search) {
    if (!event.product_id.empty()) return bad_field("product_id", "a search has none");
    return check_query(event.query);
  }
  if (!event.query.empty()) return bad_field("query", "only a search has one");
  return check_id("product_id", event.product_id, kMaxProductIdBytes);
}

}  // namespace

std::string_view to_string(EventKind kind) noexcept {
  return kind == EventKind::erasure ? kErasure : kEventKindNames[static_cast<std::size_t>(kind)];
}

base::Result<EventKind> parse_event_kind(std::string_view name) {
  const auto found = std::find(kEventKindNames.begin(), kEventKindNames.end(), name);
  if (found != kEventKindNames.end()) return static_cast<EventKind>(found - kEventKindNames.begin());
  return base::fail(base::ErrorCode::invalid_argument, "'{}' is no kind of event; expected {}", name,
                    fmt::join(kEventKindNames, ", "));
}

std::optional<EventKind> event_kind_of(std::int64_t number) noexcept {
  if (number < 0 || number > static_cast<std::int64_t>(EventKind::erasure)) return std::nullopt;
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
  if (event.kind == EventKind::erasure)
    return bad_field("type", "only the event log itself notes an erasure");
  if (!event.request_id.empty() && !is_request_id(event.request_id)) {
    return bad_field("request_id", fmt::format("must be {} to {} letters, digits, '-' or '_'",
                                               kMinRequestIdBytes, kMaxRequestIdBytes));
  }
  KHOJ_TRY(check_subject(event));
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

UserKey user_key(std::string_view user_id) noexcept {
  constexpr std::uint64_t kHighSeed = 0x6B686F6A2D686967;
  constexpr std::uint64_t kLowSeed = 0x6B686F6A2D6C6F77;
  return {base::hash64(user_id, kHighSeed), base::hash64(user_id, kLowSeed)};
}

Event erasure_of(std::string_view user_id, std::int64_t now_ms) {
  const auto key = user_key(user_id);
  Event event;
  event.kind = EventKind::erasure;
  event.event_id = fmt::format("{}:{:016x}{:016x}:{}", kErasure, key.high, key.low, now_ms);
  event.at_ms = now_ms;
  return event;
}

std::optional<UserKey> erased_user(const Event& event) noexcept {
  if (event.kind != EventKind::erasure) return std::nullopt;
  const auto digits =
      std::string_view(event.event_id).substr(std::min(kErasure.size() + 1, event.event_id.size()));
  if (digits.size() < kKeyDigits) return std::nullopt;
  UserKey key;
  const char* const middle = digits.data() + kKeyDigits / 2;
  const char* const end = digits.data() + kKeyDigits;
  if (std::from_chars(digits.data(), middle, key.high, 16).ptr != middle) return std::nullopt;
  if (std::from_chars(middle, end, key.low, 16).ptr != end) return std::nullopt;
  return key;
}

}  // namespace khoj::domain
