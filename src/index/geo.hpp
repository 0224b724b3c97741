// Distances on the globe, and the box around a circle: what a geo filter computes with. Pure functions.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace khoj::index {

inline constexpr double kEarthRadiusM = 6'371'008.8;
/// Half way around the globe: no two places are further apart.
inline constexpr double kMaxDistanceM = kEarthRadiusM * std::numbers::pi;

struct Place {
  double latitude = 0.0;   ///< Degrees, -90 to 90.
  double longitude = 0.0;  ///< Degrees, -180 to 180.
  friend bool operator==(const Place&, const Place&) = default;
};

/// Metres along the great circle, by the haversine formula; NaN when a coordinate is.
[[nodiscard]] inline double distance_m(Place a, Place b) noexcept {
  constexpr double kRadians = std::numbers::pi / 180.0;
  const double lat = std::sin((b.latitude - a.latitude) * kRadians / 2.0);
  const double lon = std::sin((b.longitude - a.longitude) * kRadians / 2.0);
  const double h = lat * lat + std::cos(a.latitude * kRadians) * std::cos(b.latitude * kRadians) * lon * lon;
  return 2.0 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(h)));
}

/// Every place within `radius_m` of `centre` lies between these latitudes and longitudes. A box that would reach over a
/// pole or the date line takes all longitudes.
struct Box {
  double south = -90.0, north = 90.0, west = -180.0, east = 180.0;
};
[[nodiscard]] inline Box box_around(Place centre, double radius_m) noexcept {
  // A little more than the circle, so that rounding excludes nothing; the distance decides.
  const double angle = radius_m / kEarthRadiusM * 1.000001;
  const double degrees = angle * 180.0 / std::numbers::pi + 1e-9;
  Box box;
  box.south = centre.latitude - degrees;
  box.north = centre.latitude + degrees;
  if (box.south <= -90.0 || box.north >= 90.0) return box;
  const double ratio = std::sin(angle) / std::cos(centre.latitude * std::numbers::pi / 180.0);
  if (!(ratio < 1.0)) return box;
  const double across = std::asin(ratio) * 180.0 / std::numbers::pi + 1e-9;
  if (centre.longitude - across < -180.0 || centre.longitude + across > 180.0) return box;
  box.west = centre.longitude - across;
  box.east = centre.longitude + across;
  return box;
}

}  // namespace khoj::index
