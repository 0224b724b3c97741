// The weeks of one shopper: when they come, what for, and what their visits lead to. A pure function of its arguments.
#pragma once

#include <vector>

#include "simulate/day_rhythm.hpp"
#include "simulate/shopper.hpp"
#include "simulate/shopper_event.hpp"
#include "simulate/storefront.hpp"

namespace khoj::simulate {

/// The events of a shopper in the storefront's span, [begin, until), in the order of time. They begin a month
/// earlier, unseen, so that the span does not open upon a shop where nobody has ever bought anything.
/// @param visits  the mean number of visits that a shopper of activity 1 decides on, that month included; more follow
///                from what happens.
[[nodiscard]] std::vector<ShopperEvent> write_diary(const Storefront& storefront, const Shopper& shopper,
                                                    const DayRhythm& rhythm, double visits);

inline constexpr std::int64_t kUnseenDays = 30;

/// The rhythm of the span and of the unseen month before it.
[[nodiscard]] DayRhythm rhythm_of(const Span& span);

}  // namespace khoj::simulate
