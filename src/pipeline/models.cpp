#include "pipeline/models.hpp"

#include <bit>
#include <cstring>
#include <limits>

#include "domain/product.hpp"

namespace khoj::pipeline {
namespace {

static_assert(std::endian::native == std::endian::little, "lists are little-endian");
constexpr std::size_t kEntryBytes = sizeof(std::uint32_t) + sizeof(double);

}  // namespace

std::string to_bytes(const TrendingList& list) {
  std::string bytes;
  for (const auto& [item, score] : list) {
    bytes.append(reinterpret_cast<const char*>(&item.value), sizeof item.value);
    bytes.append(reinterpret_cast<const char*>(&score), sizeof score);
  }
  return bytes;
}

base::Result<TrendingList> trending_from_bytes(std::string_view bytes) {
  if (bytes.size() % kEntryBytes != 0 || bytes.size() / kEntryBytes > kMaxTrending)
    return base::fail(base::ErrorCode::corruption, "{} bytes are no list of what is trending", bytes.size());
  TrendingList list;
  double before = std::numeric_limits<double>::max();
  for (; !bytes.empty(); bytes.remove_prefix(kEntryBytes)) {
    TrendingEntry entry;
    std::memcpy(&entry.item.value, bytes.data(), sizeof entry.item.value);
    std::memcpy(&entry.score, bytes.data() + sizeof entry.item.value, sizeof entry.score);
    if (!(entry.score >= 0.0 && entry.score <= before))
      return base::fail(base::ErrorCode::corruption, "a list of what is trending is not in order");
    before = entry.score;
    list.push_back(entry);
  }
  return list;
}

void fill_content_document(const text::Analyzer& analyzer, std::string_view title, std::string_view category,
                           mine::TfidfDocument& document) {
  document.clear();
  text::TokenBuffer tokens;
  analyzer.analyze(title, tokens);
  document.add(tokens.tokens());
  const auto split = category.rfind(domain::kCategorySeparator);
  if (split != std::string_view::npos) category.remove_prefix(split + domain::kCategorySeparator.size());
  analyzer.analyze(category, tokens);
  document.add(tokens.tokens());
}

}  // namespace khoj::pipeline
