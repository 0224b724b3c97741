#include "mine/tfidf_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>

#include "base/answer_cache.hpp"
#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"

namespace khoj::mine {
namespace {

/// One entry a term, ascending, and the whole scaled to length 1.
void finish(std::vector<TfidfQueryTerm>& query) {
  std::stable_sort(query.begin(), query.end(), [](const auto& a, const auto& b) { return a.term < b.term; });
  std::size_t kept = 0;
  for (const TfidfQueryTerm& entry : query) {
    if (kept > 0 && query[kept - 1].term == entry.term) {
      query[kept - 1].weight += entry.weight;
    } else {
      query[kept++] = entry;
    }
  }
  query.resize(kept);
  double square = 0.0;
  for (const TfidfQueryTerm& entry : query) square += entry.weight * entry.weight;
  for (TfidfQueryTerm& entry : query) entry.weight /= std::sqrt(square);
}

/// About what a remembered list takes besides its items.
constexpr std::size_t kNodeBytes = 160;

}  // namespace

struct TfidfModel::Data {
  std::vector<std::uint8_t> owned;
  io::MappedFile mapped;
  TfidfView view;
  std::vector<double> tf;
  base::AnswerCache<std::vector<SimilarItem>> nearest{kRememberedBytes};

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return owned.empty() ? mapped.bytes() : std::as_bytes(std::span(owned));
  }
  [[nodiscard]] double weight(std::uint32_t document, std::size_t posting) const noexcept {
    return tf[view.count_place(posting)] * double{view.idfs[view.document_terms[posting]]} *
           double{view.inverse_norms[document]};
  }
};

base::Result<TfidfModel> TfidfModel::open(const std::filesystem::path& path) {
  auto data = std::make_shared<Data>();
  KHOJ_ASSIGN(data->mapped, io::MappedFile::open(path));
  auto view = read_tfidf(data->bytes());
  if (!view) return base::fail(base::at(path.string(), std::move(view).error()));
  data->view = *view;
  data->tf = tf_weights(data->view.counts, data->view.options.sublinear);
  return TfidfModel(std::move(data));
}

base::Result<TfidfModel> TfidfModel::from_bytes(std::vector<std::uint8_t> bytes, TfidfChecks checks) {
  auto data = std::make_shared<Data>();
  data->owned = std::move(bytes);
  KHOJ_ASSIGN(data->view, read_tfidf(data->bytes(), checks));
  data->tf = tf_weights(data->view.counts, data->view.options.sublinear);
  return TfidfModel(std::move(data));
}

base::Result<TfidfModel> TfidfModel::from_built(std::vector<std::uint8_t> bytes) {
  return from_bytes(std::move(bytes), TfidfChecks::structure);
}

std::span<const std::byte> TfidfModel::bytes() const noexcept { return data_->bytes(); }

base::Status TfidfModel::save(const std::filesystem::path& path) const {
  return io::write_file_atomically(path, std::array{bytes()});
}

const TfidfOptions& TfidfModel::options() const noexcept { return data_->view.options; }
std::size_t TfidfModel::documents() const noexcept { return data_->view.documents; }
std::size_t TfidfModel::terms() const noexcept { return data_->view.terms; }
bool TfidfModel::contains(domain::ItemId item) const noexcept {
  const TfidfView& view = data_->view;
  return std::binary_search(view.items, view.items + view.documents, item.value);
}

base::Result<std::uint32_t> TfidfModel::document_of(domain::ItemId item) const {
  const TfidfView& view = data_->view;
  // Where nothing was ever deleted, items are the places.
  if (item.value < view.documents && view.items[item.value] == item.value) return item.value;
  const auto* const at = std::lower_bound(view.items, view.items + view.documents, item.value);
  if (at == view.items + view.documents || *at != item.value)
    return base::fail(base::ErrorCode::not_found, "the TF-IDF model has no item {}", item);
  return static_cast<std::uint32_t>(at - view.items);
}

void TfidfModel::add_vector(std::uint32_t document, double weight, std::vector<TfidfQueryTerm>& out) const {
  const TfidfView& view = data_->view;
  for (std::uint32_t p = view.document_begins[document]; p < view.document_begins[document + 1]; ++p)
    out.push_back({view.document_terms[p], weight * data_->weight(document, p)});
}

base::Result<std::vector<SimilarItem>> TfidfModel::similar(domain::ItemId anchor, std::size_t k,
                                                           TfidfScratch& scratch,
                                                           const ItemFilter& accept) const {
  KHOJ_ASSIGN(const std::uint32_t document, document_of(anchor));
  std::vector<TfidfQueryTerm> query;
  add_vector(document, 1.0, query);
  finish(query);
  return TfidfSearch(data_->view, data_->tf, query, std::array{document}, accept, scratch).best(k);
}

base::Result<std::shared_ptr<const std::vector<SimilarItem>>> TfidfModel::nearest(
    domain::ItemId item, TfidfScratch& scratch) const {
  const std::string_view key(reinterpret_cast<const char*>(&item.value), sizeof item.value);
  if (auto known = data_->nearest.find(key)) return known;
  KHOJ_ASSIGN(auto found, similar(item, kNearest, scratch));
  found.shrink_to_fit();
  const std::size_t bytes = kNodeBytes + found.size() * sizeof(SimilarItem);
  auto nearest = std::make_shared<const std::vector<SimilarItem>>(std::move(found));
  try {
    data_->nearest.insert(key, nearest, bytes);
  } catch (const std::bad_alloc&) {
    return nearest;  // It is there all the same.
  }
  return nearest;
}

std::vector<SimilarItem> TfidfModel::similar(TfidfDocument& document, std::size_t k, TfidfScratch& scratch,
                                             const ItemFilter& accept) const {
  const TfidfView& view = data_->view;
  std::vector<TfidfQueryTerm> query;
  std::uint32_t from = 0;  // The terms ascend on both sides.
  for (const TfidfDocument::Term& term : document.terms(view.options)) {
    std::uint32_t end = view.terms;
    while (from < end) {
      const std::uint32_t middle = from + (end - from) / 2;
      if (view.term(middle) < term.text) {
        from = middle + 1;
      } else {
        end = middle;
      }
    }
    if (from == view.terms) break;
    if (view.term(from) != term.text) continue;
    const std::uint16_t count = static_cast<std::uint16_t>(term.count);
    query.push_back(
        {from, tf_weights({&count, 1}, view.options.sublinear).front() * double{view.idfs[from]}});
  }
  finish(query);
  return TfidfSearch(view, data_->tf, query, {}, accept, scratch).best(k);
}

base::Result<TfidfModel::Taste> TfidfModel::taste_of(std::span<const WeightedItem> profile) const {
  Taste taste;
  for (const WeightedItem& part : profile) {
    if (!(part.weight > 0.0F) || !std::isfinite(part.weight)) {
      return base::fail(base::ErrorCode::invalid_argument, "item {} has the weight {}; expected more than 0",
                        part.item, part.weight);
    }
    const auto document = document_of(part.item);
    if (!document) continue;
    taste.documents.push_back(*document);
    add_vector(*document, double{part.weight}, taste.query);
  }
  std::sort(taste.documents.begin(), taste.documents.end());
  finish(taste.query);
  return taste;
}

base::Result<std::vector<SimilarItem>> TfidfModel::similar(std::span<const WeightedItem> profile,
                                                           std::size_t k, TfidfScratch& scratch,
                                                           const ItemFilter& accept) const {
  KHOJ_ASSIGN(const auto taste, taste_of(profile));
  return TfidfSearch(data_->view, data_->tf, taste.query, taste.documents, accept, scratch).best(k);
}

base::Result<std::vector<SimilarItem>> TfidfModel::rank(std::span<const WeightedItem> profile,
                                                        std::span<const domain::ItemId> items,
                                                        TfidfScratch& scratch) const {
  KHOJ_ASSIGN(const auto taste, taste_of(profile));
  std::vector<std::uint32_t> documents;
  documents.reserve(items.size());
  for (const domain::ItemId item : items)
    if (const auto document = document_of(item)) documents.push_back(*document);
  const ItemFilter all;
  return TfidfSearch(data_->view, data_->tf, taste.query, taste.documents, all, scratch).best_of(documents);
}

base::Result<std::vector<WeightedTerm>> TfidfModel::vector(domain::ItemId item) const {
  KHOJ_ASSIGN(const std::uint32_t document, document_of(item));
  std::vector<TfidfQueryTerm> entries;
  add_vector(document, 1.0, entries);
  std::vector<WeightedTerm> out;
  out.reserve(entries.size());
  for (const TfidfQueryTerm& entry : entries) out.push_back({data_->view.term(entry.term), entry.weight});
  return out;
}

base::Result<std::vector<WeightedTerm>> TfidfModel::shared_terms(domain::ItemId a, domain::ItemId b) const {
  KHOJ_ASSIGN(const auto left, vector(a));
  KHOJ_ASSIGN(const auto right, vector(b));
  std::vector<WeightedTerm> out;
  for (auto l = left.begin(), r = right.begin(); l != left.end() && r != right.end();) {
    if (l->term == r->term) out.push_back({l->term, l->weight * r->weight});
    const bool is_left_behind = l->term <= r->term;
    const bool is_right_behind = r->term <= l->term;
    if (is_left_behind) ++l;
    if (is_right_behind) ++r;
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& x, const auto& y) { return x.weight > y.weight; });
  return out;
}

}  // namespace khoj::mine
