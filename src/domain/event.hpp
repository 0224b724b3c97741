// An Event: something that a shopper did with a product, as the shop's client tells it. Plain data and the rules that
// make it valid. What the server itself notes about its answers is domain/impression.hpp's subject.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/strong_id.hpp"

namespace khoj::domain {

/// Orders what was appended to one tenant's log of events, or of impressions; from 1.
using EventSeq = base::StrongId<struct EventSeqTag, std::uint64_t>;

/// The numbers rest in databases: never change one.
enum class EventKind : std::uint8_t {
  impression = 0,  ///< The product was in sight.
  click = 1,
  cart = 2,
  purchase = 3,
};

/// The kinds' names, at the place of their numbers.
inline constexpr std::array<std::string_view, 4> kEventKindNames = {"impression", "click", "cart",
                                                                    "purchase"};

[[nodiscard]] std::string_view to_string(EventKind kind) noexcept;
/// Errors: invalid_argument (no kind has this name).
base::Result<EventKind> parse_event_kind(std::string_view name);
/// nullopt: no kind has this number.
[[nodiscard]] std::optional<EventKind> event_kind_of(std::int64_t number) noexcept;

inline constexpr std::size_t kMaxEventIdBytes = 128;
inline constexpr std::size_t kMaxUserIdBytes = 128;
inline constexpr std::size_t kMinRequestIdBytes = 8;
inline constexpr std::size_t kMaxRequestIdBytes = 64;
inline constexpr std::uint32_t kMaxPosition = 100'000;
inline constexpr std::uint32_t kMaxQuantity = 1'000'000;
/// Clients' clocks are wrong; an event this far ahead of ours is refused.
inline constexpr std::int64_t kMaxAheadMs = 86'400'000;

struct Event {
  std::string event_id;  ///< The client's own, 1 to 128 bytes: the same id again is the same event.
  EventKind kind = EventKind::impression;
  std::string request_id;  ///< The X-Request-Id of the answer that showed the product; empty: not known.
  std::string product_id;
  std::optional<std::uint32_t> position;  ///< In that answer's whole list, from 0.
  std::optional<std::string> user_id;     ///< Absent: anonymous.
  std::optional<std::int64_t> value_paise;
  std::uint32_t quantity = 1;
  std::int64_t at_ms = 0;  ///< By the client's clock, Unix milliseconds.

  friend bool operator==(const Event&, const Event&) = default;
};

/// [A-Za-z0-9_-]{8,64}, as X-Request-Id has it.
[[nodiscard]] bool is_request_id(std::string_view text) noexcept;

/// Checks every rule above. @param now_ms our own clock.
/// Errors: invalid_argument with the field's name as context.
base::Status validate(const Event& event, std::int64_t now_ms);

}  // namespace khoj::domain
