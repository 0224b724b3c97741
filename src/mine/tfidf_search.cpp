#include "mine/tfidf_search.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "base/prefetch.hpp"

namespace khoj::mine {
namespace {

/// Sums of 16 bits have room for the rounding of so many lists; a query of more looks at every document.
constexpr std::size_t kMostLists = 8'192;
/// Scoring a document exactly costs about as much as adding so many postings.
constexpr std::size_t kScoreCost = 48;
/// Bounds of scores are compared with room for the rounding of float32 and of sums of float64.
constexpr double kSlack = 1e-6;
constexpr std::uint32_t kNoTerm = 0xFFFF'FFFF;

bool comes_before(const SimilarItem& a, const SimilarItem& b) noexcept {
  return a.score != b.score ? a.score > b.score : a.item < b.item;
}

/// The k best that were pushed; the worst of them lies in front.
class Best {
 public:
  explicit Best(std::size_t k) : k_(k) {}

  [[nodiscard]] bool is_full() const noexcept { return hits_.size() == k_; }
  /// REQUIRES: is_full().
  [[nodiscard]] const SimilarItem& worst() const noexcept { return hits_.front(); }
  [[nodiscard]] bool takes(const SimilarItem& hit) const noexcept {
    return hit.score > 0.0F && (!is_full() || comes_before(hit, worst()));
  }
  /// REQUIRES: takes(hit).
  void push(const SimilarItem& hit) {
    if (is_full()) {
      std::pop_heap(hits_.begin(), hits_.end(), comes_before);
      hits_.back() = hit;
    } else {
      hits_.push_back(hit);
    }
    std::push_heap(hits_.begin(), hits_.end(), comes_before);
  }
  [[nodiscard]] std::vector<SimilarItem> take() && {
    std::sort(hits_.begin(), hits_.end(), comes_before);
    return std::move(hits_);
  }

 private:
  std::size_t k_;
  std::vector<SimilarItem> hits_;
};

}  // namespace

TfidfSearch::TfidfSearch(const TfidfView& view, std::span<const double> tf,
                         std::span<const TfidfQueryTerm> query, std::span<const std::uint32_t> excluded,
                         const ItemFilter& accept, TfidfScratch& scratch)
    : view_(view), tf_(tf), query_(query), excluded_(excluded), accept_(accept), scratch_(scratch) {
  fill_slots();
}

/// A small hash table of the query's terms: what score() looks up.
void TfidfSearch::fill_slots() {
  const std::size_t size = std::bit_ceil(4 * query_.size() + 4);
  slot_shift_ = 32U - static_cast<unsigned>(std::countr_zero(size));
  scratch_.slots_.assign(size, {});
  for (const TfidfQueryTerm& entry : query_) {
    std::size_t at = (entry.term * 0x9E37'79B1U) >> slot_shift_;
    while (scratch_.slots_[at].term != kNoTerm) at = (at + 1) & (size - 1);
    scratch_.slots_[at] = {entry.term, entry.weight * double{view_.idfs[entry.term]}};
  }
}

float TfidfSearch::score(std::uint32_t document) const noexcept {
  const TfidfScratch::Slot* const slots = scratch_.slots_.data();
  const std::size_t mask = scratch_.slots_.size() - 1;
  double sum = 0.0;
  for (std::uint32_t p = view_.document_begins[document]; p < view_.document_begins[document + 1]; ++p) {
    const std::uint32_t term = view_.document_terms[p];
    std::size_t at = (term * 0x9E37'79B1U) >> slot_shift_;
    while (slots[at].term != term && slots[at].term != kNoTerm) at = (at + 1) & mask;
    sum += slots[at].weight * tf_[view_.count_place(p)];
  }
  return std::min(1.0F, static_cast<float>(sum * double{view_.inverse_norms[document]}));
}

/// Calls visit(document, score) for documents at(0) to at(count - 1), each asked of memory before it is needed.
template <typename At, typename Visit>
void TfidfSearch::score_ahead(std::size_t count, const At& at, const Visit& visit) const {
  constexpr std::size_t kAhead = 8;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + 2 * kAhead < count) base::prefetch(view_.document_begins + at(i + 2 * kAhead));
    if (i + kAhead < count) {
      const std::uint32_t begin = view_.document_begins[at(i + kAhead)];
      base::prefetch(view_.document_terms + begin);
      base::prefetch(view_.document_counts + begin * std::size_t{view_.count_width});
      base::prefetch(view_.inverse_norms + at(i + kAhead));
    }
    visit(at(i), score(at(i)));
  }
}

bool TfidfSearch::is_wanted(std::uint32_t document) const {
  return !std::binary_search(excluded_.begin(), excluded_.end(), document) &&
         accept_(domain::ItemId(view_.items[document]));
}

std::vector<SimilarItem> TfidfSearch::best_of(std::span<const std::uint32_t> documents) const {
  Best best(documents.size());
  score_ahead(
      documents.size(), [&](std::size_t i) { return documents[i]; },
      [&](std::uint32_t document, float score) {
        const SimilarItem hit{domain::ItemId(view_.items[document]), score};
        if (hit.score > 0.0F && is_wanted(document)) best.push(hit);
      });
  return std::move(best).take();
}

std::vector<SimilarItem> TfidfSearch::best_plainly(std::size_t k) const {
  Best best(k);
  for (std::uint32_t d = 0; k > 0 && d < view_.documents; ++d) {
    const SimilarItem hit{domain::ItemId(view_.items[d]), score(d)};
    if (best.takes(hit) && is_wanted(d)) best.push(hit);
  }
  return std::move(best).take();
}

std::vector<SimilarItem> TfidfSearch::best(std::size_t k) {
  if (k == 0 || query_.empty()) return {};
  if (query_.size() > kMostLists) return best_plainly(k);
  prepare_lists();
  const auto& lists = scratch_.lists_;
  std::size_t added = 0;
  std::size_t since_estimate = 0;
  for (; added < lists.size(); ++added) {
    const List& list = lists[added];
    const std::size_t touched = scratch_.touched_.size();
    if (since_estimate > 0 && touched >= k && list.end - list.begin > 256 + touched / 4) {
      estimate(k);
      since_estimate = 0;
    }
    if (list.rest + kSlack < double{threshold_}) break;
    add(list);
    since_estimate += list.end - list.begin;
  }
  if (since_estimate > 0 && scratch_.touched_.size() > 4 * k) estimate(k);
  const auto rest = [&] { return added < lists.size() ? lists[added].rest : 0.0; };
  keep_candidates(scratch_.touched_, rest());
  // A further list makes the candidates fewer; it is worth its cost where that is less than theirs.
  while (added < lists.size() &&
         scratch_.candidates_.size() * kScoreCost > lists[added].end - lists[added].begin) {
    add_to_touched(lists[added++]);
    keep_candidates(scratch_.candidates_, rest());
  }
  auto out = score_candidates(k);
  clear();
  return out;
}

void TfidfSearch::prepare_lists() {
  auto& lists = scratch_.lists_;
  lists.clear();
  for (const TfidfQueryTerm& entry : query_) {
    lists.push_back({view_.list_begins[entry.term], view_.list_begins[entry.term + 1], entry.term, 0,
                     entry.weight, entry.weight * double{view_.greatest[entry.term]}, 0.0});
  }
  std::sort(lists.begin(), lists.end(), [](const List& a, const List& b) {
    return a.bound != b.bound ? a.bound > b.bound : a.term < b.term;
  });
  double sum = 0.0;
  double square = 0.0;
  for (std::size_t i = lists.size(); i-- > 0;) {
    sum += lists[i].bound;
    square += lists[i].weight * lists[i].weight;
    lists[i].rest = std::min(sum, std::sqrt(square));
  }
  // No document's sum is above the cosine's 1 and what rounding impacts up adds, a 255th of each list's bound; and each list
  // rounds up by less than 2 units.
  const double most = std::min(sum, 1.0 + kSlack + sum / 255.0);
  unit_ = most / (65'000.0 - 2.0 * static_cast<double>(lists.size()));
  for (List& list : lists)
    list.scale = static_cast<std::uint32_t>(std::max(1.0, std::ceil(list.bound / 255.0 / unit_ * 256.0)));
  clear();  // What a search left that a filter ended by throwing.
  if (scratch_.sums_.size() < view_.documents) scratch_.sums_.resize(view_.documents);
}

void TfidfSearch::add(const List& list) {
  auto& touched = scratch_.touched_;
  std::size_t size = touched.size();
  touched.resize(size + (list.end - list.begin));
  std::uint32_t* const out = touched.data();
  std::uint16_t* const sums = scratch_.sums_.data();
  for (std::uint32_t p = list.begin; p < list.end; ++p) {
    const std::uint32_t document = view_.list_documents[p];
    const std::uint32_t sum = sums[document];
    out[size] = document;
    size += static_cast<std::size_t>(sum == 0);
    sums[document] = static_cast<std::uint16_t>(sum + ((view_.impacts[p] * list.scale + 255) >> 8U));
  }
  touched.resize(size);
}

void TfidfSearch::add_to_touched(const List& list) {
  std::uint16_t* const sums = scratch_.sums_.data();
  for (std::uint32_t p = list.begin; p < list.end; ++p) {
    const std::uint32_t document = view_.list_documents[p];
    const std::uint32_t sum = sums[document];
    const std::uint32_t share = (view_.impacts[p] * list.scale + 255) >> 8U;
    sums[document] = static_cast<std::uint16_t>(sum + (sum == 0 ? 0 : share));
  }
}

/// The least sum with which a document may still be among the best, if lists with `rest` are not in it.
std::uint32_t TfidfSearch::least_sum(double rest) const noexcept {
  const double least = (double{threshold_} - kSlack - rest) / unit_;
  return least <= 1.0 ? 1 : static_cast<std::uint32_t>(least);
}

/// Fills the front with the `count` touched and accepted documents that have the greatest sums, in no order.
template <typename Accept>
void TfidfSearch::fill_front(std::size_t count, const Accept& accept) {
  auto& front = scratch_.front_;  // Each with its sum in the upper half.
  front.clear();
  std::uint64_t least = 0;
  const auto keep_greatest = [&] {
    const auto last = front.begin() + static_cast<std::ptrdiff_t>(count) - 1;
    std::nth_element(front.begin(), last, front.end(), std::greater<>());
    least = *last;
    front.resize(count);
  };
  for (const std::uint32_t document : scratch_.touched_) {
    const std::uint64_t entry = std::uint64_t{scratch_.sums_[document]} << 32U | document;
    if (entry <= least || !accept(document)) continue;
    front.push_back(entry);
    if (front.size() == 2 * count) keep_greatest();
  }
  if (front.size() > count) keep_greatest();
}

/// Raises the threshold to the k-th score of the accepted documents in the front.
/// @return false where they are fewer.
template <typename Accept>
bool TfidfSearch::raise_threshold(std::size_t k, const Accept& accept) {
  auto& scores = scratch_.scores_;
  scores.clear();
  score_ahead(
      scratch_.front_.size(), [&](std::size_t i) { return static_cast<std::uint32_t>(scratch_.front_[i]); },
      [&](std::uint32_t document, float score) {
        if (accept(document)) scores.push_back(score);
      });
  if (scores.size() < k) return false;
  const auto worst = scores.begin() + static_cast<std::ptrdiff_t>(k) - 1;
  std::nth_element(scores.begin(), worst, scores.end(), std::greater<>());
  threshold_ = std::max(threshold_, *worst);
  return true;
}

/// Scores touched documents with great sums, so that k are known to reach a threshold.
void TfidfSearch::estimate(std::size_t k) {
  const auto any = [](std::uint32_t) { return true; };
  const auto wanted = [this](std::uint32_t document) { return is_wanted(document); };
  // Asking whether a document is wanted costs more than scoring it: where nearly all are, a few more are scored instead.
  if (!picky_) {
    fill_front(k + k / 4 + 16, any);
    if (raise_threshold(k, wanted) || scratch_.front_.size() == scratch_.touched_.size()) return;
    picky_ = true;
  }
  fill_front(k, wanted);
  raise_threshold(k, any);
}

void TfidfSearch::keep_candidates(std::span<const std::uint32_t> from, double rest) {
  auto& candidates = scratch_.candidates_;
  if (from.data() != candidates.data()) candidates.resize(from.size());
  const std::uint32_t least = least_sum(rest);
  std::size_t size = 0;
  for (const std::uint32_t document : from) {
    candidates[size] = document;
    size += static_cast<std::size_t>(scratch_.sums_[document] >= least);
  }
  candidates.resize(size);
}

std::vector<SimilarItem> TfidfSearch::score_candidates(std::size_t k) {
  const auto& candidates = scratch_.candidates_;
  Best best(k);
  score_ahead(
      candidates.size(), [&](std::size_t i) { return candidates[i]; },
      [&](std::uint32_t document, float score) {
        const SimilarItem hit{domain::ItemId(view_.items[document]), score};
        if (best.takes(hit) && is_wanted(document)) best.push(hit);
      });
  return std::move(best).take();
}

void TfidfSearch::clear() noexcept {
  for (const std::uint32_t document : scratch_.touched_) scratch_.sums_[document] = 0;
  scratch_.touched_.clear();
}

}  // namespace khoj::mine
