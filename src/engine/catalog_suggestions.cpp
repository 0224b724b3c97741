#include "engine/catalog_suggestions.hpp"

#include <algorithm>
#include <iterator>

#include "base/background.hpp"
#include "engine/near_duplicates.hpp"
#include "engine/suggestion_sources.hpp"
#include "index/completion/completion_builder.hpp"

namespace khoj::engine {
namespace {

using index::completion::CompletionBuilder;
using index::completion::CompletionIndex;
using index::completion::Kind;

base::Result<CompletionIndex> build_kind(const std::vector<Suggestible>& suggestibles, Kind kind,
                                         const text::Analyzer& analyzer, const std::stop_token& stop) {
  std::vector<Suggestible> wanted;
  std::copy_if(suggestibles.begin(), suggestibles.end(), std::back_inserter(wanted),
               [&](const Suggestible& one) { return one.entry.kind == kind; });
  KHOJ_ASSIGN(const auto distinct, without_near_duplicates(std::move(wanted), analyzer, stop));
  CompletionBuilder builder;
  // What the builder refuses, a text of symbols or a very long one, is nothing to suggest.
  for (const auto& one : distinct.kept) {
    KHOJ_TRY(base::unless_stopped(stop));
    (void)builder.add(one.entry);
  }
  return builder.build(stop);
}

/// What the builder would refuse, a form that is too long, is left out.
void append_text(std::string_view text, std::string& out) {
  if (text.empty() || text.size() > index::completion::kMaxTextBytes) return;
  out += static_cast<char>(static_cast<unsigned char>(text.size()));
  out += text;
}

}  // namespace

base::Result<std::shared_ptr<const CatalogSuggestions>> CatalogSuggestions::build(
    const LiveState& live, const std::stop_token& stop) {
  KHOJ_ASSIGN(const auto analyzer, text::Analyzer::create({}));
  auto out = std::make_shared<CatalogSuggestions>();
  KHOJ_ASSIGN(auto suggestibles, suggestibles_of_catalog(live, stop));
  KHOJ_ASSIGN(out->categories_, build_kind(suggestibles, Kind::category, analyzer, stop));
  KHOJ_ASSIGN(out->brands_, build_kind(suggestibles, Kind::brand, analyzer, stop));
  KHOJ_ASSIGN(out->products_, build_kind(suggestibles, Kind::product, analyzer, stop));
  KHOJ_ASSIGN(const auto distinct, without_near_duplicates(std::move(suggestibles), analyzer, stop));
  CompletionBuilder builder;
  out->members_.reserve(distinct.kept.size());
  for (std::size_t i = 0; i < distinct.kept.size(); ++i) {
    KHOJ_TRY(base::unless_stopped(stop));
    const auto& entry = distinct.kept[i].entry;
    if (!builder.add(entry)) continue;
    Member member{distinct.families[i], out->texts_.size(), 0, entry.weight, entry.kind};
    append_text(entry.text, out->texts_);
    for (const auto& form : entry.forms) append_text(form, out->texts_);
    member.size = static_cast<std::uint32_t>(out->texts_.size() - member.texts);
    out->members_.push_back(member);
  }
  KHOJ_ASSIGN(out->all_, builder.build(stop));
  std::sort(out->members_.begin(), out->members_.end(),
            [](const Member& a, const Member& b) { return a.family < b.family; });
  return out;
}

std::optional<index::completion::Entry> CatalogSuggestions::find(std::uint64_t family) const {
  const auto found =
      std::lower_bound(members_.begin(), members_.end(), family,
                       [](const Member& member, std::uint64_t wanted) { return member.family < wanted; });
  if (found == members_.end() || found->family != family) return std::nullopt;
  index::completion::Entry entry{{}, found->kind, found->weight, {}};
  std::string_view rest = std::string_view(texts_).substr(found->texts, found->size);
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t size = static_cast<unsigned char>(rest.front());
    const auto text = rest.substr(1, size);
    if (first) {
      entry.text = text;
    } else {
      entry.forms.emplace_back(text);
    }
    rest.remove_prefix(1 + size);
  }
  return entry;
}

std::size_t CatalogSuggestions::memory_bytes() const noexcept {
  return all_.memory_bytes() + categories_.memory_bytes() + brands_.memory_bytes() +
         products_.memory_bytes() + members_.capacity() * sizeof(Member) + texts_.capacity();
}

}  // namespace khoj::engine
