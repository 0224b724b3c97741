#include "text/word_memo.hpp"

#include <algorithm>
#include <cstring>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "text/normalise.hpp"
#include "text/romanise.hpp"

namespace khoj::text {
namespace {

constexpr std::size_t kMaxWords = std::size_t{1} << 17;
constexpr std::size_t kMaxKeptBytes = std::size_t{32} << 20;
constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::size_t kFirstSlots = std::size_t{1} << 12;

bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

/// Drops a possessive ("women's", "boys'"), then what cannot stand in a term: apostrophes, and the spaces and
/// symbols into which folding takes some letters apart.
void strip(std::string& folded) {
  if (folded.ends_with("'s")) folded.resize(folded.size() - 2);
  if (std::all_of(folded.begin(), folded.end(),
                  [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '.' || c == ','; })) {
    return;
  }
  std::string kept;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
  const auto length = static_cast<std::int32_t>(folded.size());
  for (std::int32_t i = 0; i < length;) {
    const std::int32_t at = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    const bool stays = c == '.' || c == ',' ||
                       (c > 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0);
    if (stays) kept.append(folded, static_cast<std::size_t>(at), static_cast<std::size_t>(i - at));
  }
  folded = std::move(kept);
}

}  // namespace

WordMemo::WordMemo(const WordRules& rules) : transliterate_(rules.transliterate), slots_(kFirstSlots) {
  for (const std::string& language : rules.stemmers) {
    if (const auto script = script_of_stemmer(language))
      stemmers_[static_cast<std::size_t>(*script)].emplace(language);
  }
}

const Word& WordMemo::find_ascii(std::string_view surface) {
  std::array<char, kMaxWordBytes> lower;
  const std::size_t size = std::min(surface.size(), lower.size());
  for (std::size_t i = 0; i < size; ++i) {
    const char c = surface[i];
    lower[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  const std::string_view key(lower.data(), size);
  const std::uint64_t hash = base::hash64(key);
  if (const Word* known = lookup(key, hash)) return *known;
  Word& word = insert(key, hash);
  analyse(word);
  return word;
}

const Word& WordMemo::find(std::string_view surface) {
  surface = base::truncate_utf8(surface, kMaxWordBytes);
  const std::uint64_t hash = base::hash64(surface);
  if (const Word* known = lookup(surface, hash)) return *known;
  Word& word = insert(surface, hash);
  analyse(word);
  return word;
}

const Word& WordMemo::find_keyword(std::string_view surface) {
  surface = base::truncate_utf8(surface, kMaxKeywordBytes);
  const std::uint64_t hash = base::hash64(surface);
  if (const Word* known = lookup(surface, hash)) return *known;
  Word& word = insert(surface, hash);
  fold_into(surface, folded_);
  std::string term;
  for (const char c : folded_) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!space) {
      term.push_back(c);
    } else if (!term.empty() && term.back() != ' ') {
      term.push_back(' ');
    }
  }
  if (term.ends_with(' ')) term.pop_back();
  word.folded = keep(term);
  if (!term.empty()) add_term(word, word.folded);
  return word;
}

void WordMemo::trim() {
  if (words_.size() <= kMaxWords && kept_bytes_ <= kMaxKeptBytes) return;
  words_.clear();
  slots_.assign(kFirstSlots, Slot{});
  blocks_.clear();
  block_left_ = 0;
  kept_bytes_ = 0;
}

const Word* WordMemo::lookup(std::string_view key, std::uint64_t hash) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.word == nullptr || (slot.hash == hash && slot.word->key == key)) return slot.word;
  }
}

void WordMemo::put(std::vector<Slot>& slots, Slot slot) noexcept {
  const std::size_t mask = slots.size() - 1;
  std::size_t i = slot.hash & mask;
  while (slots[i].word != nullptr) i = (i + 1) & mask;
  slots[i] = slot;
}

Word& WordMemo::insert(std::string_view key, std::uint64_t hash) {
  if (2 * (words_.size() + 1) > slots_.size()) grow();
  Word& word = words_.emplace_back();
  word.key = keep(key);
  put(slots_, {hash, &word});
  return word;
}

void WordMemo::grow() {
  std::vector<Slot> bigger(slots_.size() * 2);
  for (const Slot& slot : slots_) {
    if (slot.word != nullptr) put(bigger, slot);
  }
  slots_ = std::move(bigger);
}

void WordMemo::analyse(Word& word) {
  fold_into(word.key, folded_);
  strip(folded_);
  const std::string with_marks = folded_;
  drop_optional_marks(folded_);
  word.folded = folded_ == word.key ? word.key : keep(folded_);
  const std::string_view folded = word.folded;
  if (folded.empty()) return;
  word.latin = is_ascii_letter(folded.front());

  const std::size_t number_size = number_prefix(folded);
  const std::string_view tail = folded.substr(number_size);
  if (number_size != 0 && tail.empty()) {
    word.kind = WordKind::number;
    add_term(word, plain_number(folded));
    return;
  }
  if (const UnitId unit = number_size == 0 ? kNoUnit : find_unit(tail); unit != kNoUnit) {
    word.kind = WordKind::measure;
    word.unit = unit;
    add_term(word, plain_number(folded.substr(0, number_size)));
    add_term(word, stem(tail, script_of_word(tail)));
    std::string measure;
    append_measure(word.terms[0], unit, measure);
    word.terms[word.term_count++] = keep(measure);
    return;
  }
  if (std::any_of(folded.begin(), folded.end(), is_ascii_digit)) {
    word.kind = WordKind::mixed;
    add_term(word, folded);
    return;
  }
  word.unit = find_unit(folded);
  const Script script = script_of_word(folded);
  add_term(word, stem(folded, script));
  if (!transliterate_ || !is_indic(script)) return;
  const RomanSpellings spellings = romanise(with_marks, script);
  for (const std::string* spelling : {&spellings.first, &spellings.second}) {
    if (!spelling->empty()) add_term(word, stem(*spelling, Script::latin));
  }
}

/// Adds a term unless the word has it already.
void WordMemo::add_term(Word& word, std::string_view term) {
  const auto terms = word.all_terms();
  if (std::find(terms.begin(), terms.end(), term) != terms.end()) return;
  word.terms[word.term_count++] = term == word.folded ? word.folded : keep(term);
}

std::string_view WordMemo::keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (block_left_ < bytes.size()) {
    block_left_ = std::max(kBlockBytes, bytes.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_left_));
    block_at_ = blocks_.back().get();
  }
  std::memcpy(block_at_, bytes.data(), bytes.size());
  const std::string_view kept(block_at_, bytes.size());
  block_at_ += bytes.size();
  block_left_ -= bytes.size();
  kept_bytes_ += bytes.size();
  return kept;
}

std::string_view WordMemo::stem(std::string_view word, Script script) {
  auto& stemmer = stemmers_[static_cast<std::size_t>(script)];
  return stemmer ? stemmer->stem(word) : word;
}

}  // namespace khoj::text
