// An Event: something that a shopper did, with a product or by a search, as the shop's client tells it. Plain data and
// the rules that make it valid. What the server itself notes about its answers is domain/impression.hpp's subject.
#pragma once

#include <array>
#include <compare>
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
  view = 4,  ///< The product's page was opened.
  wishlist = 5,
  search = 6,  ///< A query was sent; the only kind that has a query and no product.
  scroll = 7,  ///< The product's page was read to its end.
  specs = 8,   ///< The product's details were opened.
  review = 9,  ///< Its reviews were read.
  like = 10,
  dislike = 11,
  share = 12,
  skip = 13,
  comment = 14,
  erasure = 15,  ///< No client's: a user's events were removed (erasure_of).
};

/// The names of the kinds that clients send, at the place of their numbers.
inline constexpr std::array<std::string_view, 15> kEventKindNames = {
    "impression", "click",  "cart", "purchase", "view",  "wishlist", "search", "scroll",
    "specs",      "review", "like", "dislike",  "share", "skip",     "comment"};

/// "erasure" for that kind.
[[nodiscard]] std::string_view to_string(EventKind kind) noexcept;
/// Errors: invalid_argument (clients send no kind of this name).
base::Result<EventKind> parse_event_kind(std::string_view name);
/// nullopt: no kind has this number.
[[nodiscard]] std::optional<EventKind> event_kind_of(std::int64_t number) noexcept;

inline constexpr std::size_t kMaxEventIdBytes = 128;
inline constexpr std::size_t kMaxUserIdBytes = 128;
inline constexpr std::size_t kMaxEventQueryBytes = 1'024;
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
  std::string product_id;  ///< Empty for a search.
  std::string query;       ///< Of a search, as it was typed; otherwise empty.
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

/// A user as a number that tells nothing about them; two users with the same one do not occur in practice.
struct UserKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(const UserKey&, const UserKey&) = default;
};
[[nodiscard]] UserKey user_key(std::string_view user_id) noexcept;

/// The mark that a removal leaves in the log, so that whoever follows the log forgets the user, too. It holds the user's
/// key, not their id.
[[nodiscard]] Event erasure_of(std::string_view user_id, std::int64_t now_ms);
/// Whom an erasure is about; nullopt when `event` is none.
[[nodiscard]] std::optional<UserKey> erased_user(const Event& event) noexcept;

}  // namespace khoj::domain
