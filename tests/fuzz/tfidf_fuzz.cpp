// Opens arbitrary bytes as a TF-IDF model, the checksum aside, and asks what opens in every way: what is checked at opening
// must keep every read in bounds, and every score a cosine.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "mine/tfidf_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  static mine::TfidfScratch scratch;
  const auto model = mine::TfidfModel::from_bytes({data, data + size}, mine::TfidfChecks::structure);
  if (!model) return 0;
  const mine::TfidfView view = mine::read_tfidf(model->bytes(), mine::TfidfChecks::structure).value();
  std::vector<mine::WeightedItem> profile;
  for (std::uint32_t d = 0; d < std::min(view.documents, 16U); ++d) {
    const domain::ItemId item(view.items[d]);
    profile.push_back({item, static_cast<float>(d + 1)});
    const auto hits = model->similar(item, 3, scratch);
    if (!hits) std::abort();
    for (const mine::SimilarItem& hit : *hits) {
      if (hit.item == item || !(hit.score > 0.0F && hit.score <= 1.0F)) std::abort();
      static_cast<void>(model->shared_terms(item, hit.item).value().size());
    }
  }
  static_cast<void>(
      model->similar(profile, 5, scratch, [](domain::ItemId item) { return item.value % 2 == 0; }));
  mine::TfidfDocument document;
  const std::vector<text::Token> tokens{{"red", 0, 0, 0}, {"cotton", 1, 0, 0}, {"kurta", 2, 0, 0}};
  document.add(tokens);
  static_cast<void>(model->similar(document, 5, scratch));
  return 0;
}
