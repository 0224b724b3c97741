#include "simulate/sentence_rows.hpp"

#include <array>

namespace khoj::simulate {
namespace {

using Row = std::string_view;

constexpr std::array<Row, 6> kApparelTitles = {
    "{brand} {audience} {material} {style} {noun} {series}",
    "{brand} {series} {style} {material} {noun} for {audience} {size}",
    "{brand} {style} {noun} for {audience} in {color} {material}",
    "{series} {audience} {color} {style} {noun} by {brand} ({size})",
    "{brand} {color} {material} {noun} for {audience} {series} Collection",
    "{brand} {series} {noun} for {audience} | {style} {material} {spec}"};
constexpr std::array<Row, 5> kAccessoryTitles = {
    "{brand} {series} {material} {style} {noun} for {audience}",
    "{brand} {style} {noun} {spec} for {audience} ({color})", "{brand} {series} {noun} {spec} {color}",
    "{series} {style} {material} {noun} for {audience} from {brand}",
    "{brand} {color} {material} {noun} {series} {size}"};
constexpr std::array<Row, 5> kGadgetTitles = {
    "{brand} {series} {style} {noun} ({color}, {spec}) {second_spec}",
    "{brand} {series} {code} {noun} with {feature}, {spec}", "{brand} {style} {code} {spec} {noun} {color}",
    "{brand} {series} {style} {spec} {second_spec} {noun} with {feature} ({color})",
    "{brand} {series} {code} {style} {noun} {spec}"};
constexpr std::array<Row, 5> kApplianceTitles = {
    "{brand} {spec} {second_spec} {style} {noun} ({code}, {color})",
    "{brand} {series} {spec} {noun} with {feature} {code}",
    "{brand} {series} {spec} {second_spec} {style} {noun} {material}",
    "{brand} {code} {style} {noun} {spec} {color}", "{brand} {series} {noun} {spec}, {material}, {feature}"};
constexpr std::array<Row, 5> kHouseholdTitles = {
    "{brand} {series} {material} {style} {noun} {size}", "{brand} {style} {material} {noun} {spec} ({color})",
    "{series} {noun} by {brand} {size} {color} {feature}", "{brand} {material} {noun} {spec} {size} {series}",
    "{brand} {series} {style} {noun} for {audience} {size} {color}"};
constexpr std::array<Row, 4> kPantryTitles = {
    "{brand} {series} {style} {noun} {size}", "{brand} {material} {style} {noun} {spec} {size}",
    "{brand} {noun} {style} {series} {size} Pack", "{series} {material} {noun} {size} by {brand}"};
constexpr std::array<Row, 4> kCareTitles = {"{brand} {material} {style} {noun} for {audience} {size}",
                                            "{brand} {series} {style} {noun} with {material} {size} {spec}",
                                            "{brand} {noun} {series} {spec} {color} {size}",
                                            "{brand} {series} {material} {noun} {size} for {audience}"};
constexpr std::array<Row, 4> kPlayTitles = {"{brand} {series} {style} {noun} for {audience} {size}",
                                            "{brand} {material} {noun} {series} {spec} ({color})",
                                            "{brand} {style} {material} {noun} {size} for {audience}",
                                            "{brand} {series} {noun} {spec} with {feature}"};
constexpr std::array<Row, 4> kBookTitles = {
    "{series} aur {word}: {style} by {author} ({noun}, {material})",
    "The {series} of {word} : {style} {noun} {material} {author}",
    "{brand} {series} {style} {feature} {noun} {material} by {author}",
    "{style} of {series} by {author} {noun} {spec} ({material})"};

constexpr std::array<Row, 6> kApparelSentences = {
    "Made from {praise} {material} fabric that stays soft after every wash",
    "Pair it with matching footwear for a {praise} look at any wedding or puja",
    "The {style} design in {color} suits {audience} of every age",
    "Please check the size chart before ordering as the fit is regular",
    "Hand wash separately in cold water and dry in shade to keep the {color} colour {praise}",
    "Our {word} artisans finish every {noun} by hand"};
constexpr std::array<Row, 5> kAccessorySentences = {
    "The {material} body feels {praise} and does not fade easily",
    "A {praise} gift for {audience} on birthdays anniversaries and Diwali",
    "{style} finish in {color} goes well with ethnic and western wear",
    "Keep away from perfume and water for a longer life",
    "Packed in a {praise} box with the {word} seal of the maker"};
constexpr std::array<Row, 6> kGadgetSentences = {
    "The {spec} version gives {praise} performance all day long",
    "Comes with one year manufacturer warranty and a service centre in every major city",
    "In the box you get the {noun} a user manual and a warranty card",
    "Powered by the {word} chipset with {feature} for work and play",
    "Charge it once and use it the whole day without any worry",
    "The {color} body is light slim and {praise} in the hand"};
constexpr std::array<Row, 5> kApplianceSentences = {
    "With {spec} capacity it is suitable for a family of four to six people",
    "The {word} technology saves electricity and runs with low noise",
    "Free installation within two days in most pincodes and {praise} after sales service",
    "Built for Indian voltage conditions and works well with an inverter",
    "{feature} keeps it {praise} even in hard water and heavy use"};
constexpr std::array<Row, 5> kHouseholdSentences = {
    "Made of {material} that is safe strong and easy to clean",
    "The {style} finish adds a {praise} touch to your home",
    "A {praise} gift for housewarming weddings and Diwali", "Wipe with a dry cloth and avoid harsh cleaners",
    "Designed by the {word} team for daily use in Indian homes"};
constexpr std::array<Row, 5> kPantrySentences = {
    "Sourced directly from {word} farmers and packed under hygienic conditions",
    "Store in a cool and dry place and use within six months of opening",
    "The {style} taste and {praise} aroma that every family loves",
    "Free from artificial colours and added preservatives",
    "Each {size} pack is sealed to keep it {praise} for longer"};
constexpr std::array<Row, 5> kCareSentences = {
    "Enriched with {material} and {word} extract for {praise} results in two weeks",
    "Apply gently on clean skin twice a day and always do a patch test first",
    "Free from parabens sulphates and mineral oil",
    "Suitable for {audience} and tested by dermatologists in India",
    "The {style} formula absorbs quickly and smells {praise}"};
constexpr std::array<Row, 5> kPlaySentences = {
    "Loved by {audience} at home in school and at the park",
    "Strong {material} construction with rounded edges and {praise} grip",
    "Keeps the whole family busy for hours without a screen",
    "The {style} model is used by the {word} academy for practice",
    "Adult supervision is advised for small children"};
constexpr std::array<Row, 5> kBookSentences = {
    "{author} takes the reader from {word} to {series} in this {praise} book",
    "Printed on good paper with clear type and a {praise} cover",
    "Readers of {category} will find it hard to put down",
    "Contains chapter wise notes questions and answers for quick reading",
    "A {praise} addition to every shelf at home or in the library"};

constexpr std::array<Row, 8> kOpenings = {
    "Buy {brand} {series} {noun} online at the best price in India",
    "The {brand} {series} {noun} brings {praise} quality to your home",
    "Presenting the {series} {noun} from {brand} for people who love {praise} things",
    "{brand} offers this {praise} {noun} in {color} with {feature}",
    "Looking for a {praise} {noun} for {audience} then {brand} {series} is the right choice",
    "This {style} {noun} by {brand} is made for daily use and special occasions",
    "Introducing {brand} {series} a {praise} {noun} with {feature} and {second_feature}",
    "From the house of {brand} comes the new {series} range of {category}"};
constexpr std::array<Row, 38> kGeneral = {
    "Easy returns within seven days if the product is damaged or different from the picture",
    "Cash on delivery is available on most pincodes across the country",
    "The colour may vary slightly because of photographic lighting and your screen settings",
    "We check the quality of every piece before it is packed",
    "Inspired by the {word} tradition and made for the modern {praise} home",
    "Thousands of happy customers from {word} to {word} trust {brand}",
    "With {feature} and {second_feature} it is real value for money",
    "The {word} edition is limited so order soon",
    "{brand} is known for {praise} {category} since many years",
    "Customers also like the {word} and {word} models of this series",
    "A {praise} choice for gifting to family and friends",
    "Designed and made in India with {praise} care",
    "It is light {praise} and very easy to use",
    "Our {word} quality promise covers every order that we ship",
    "Perfect for home office travel and college",
    "Ghar ke liye best choice aur daam bhi sahi",
    "Ab har tyohar par khushi with the {word} collection",
    "Premium quality at an honest price without any middlemen",
    "Comes in {praise} packaging that is safe during transport",
    "Available in {color} and many other colours",
    "For best results follow the care instructions on the label",
    "The {series} range won the {word} award for {praise} design",
    "Comfort style and {praise} quality come together in one product",
    "Pick the right size with the help of the chart in the images",
    "Trusted by families and loved for its {praise} finish",
    "New {word} design with a {praise} and {praise} feel",
    "Our support team answers every question within one working day",
    "Combine it with other {category} from {brand} and save more",
    "Made for {audience} who want {praise} quality every day",
    "Package contains one {noun} as shown in the picture",
    "Every {noun} is inspected in our {word} workshop",
    "Ideal for festivals like Diwali Holi Eid and Raksha Bandhan",
    "High durability and low maintenance make it a {praise} purchase",
    "Thoughtful details such as {feature} set it apart",
    "Shop with confidence from a verified seller",
    "The {word} pattern was drawn by local artists of {word}",
    "Do not use bleach or any strong chemical on the surface",
    "Order before noon and it leaves our {word} warehouse today"};

}  // namespace

std::span<const std::string_view> title_rows(TitleShape shape) noexcept {
  switch (shape) {
    case TitleShape::apparel: return kApparelTitles;
    case TitleShape::accessory: return kAccessoryTitles;
    case TitleShape::gadget: return kGadgetTitles;
    case TitleShape::appliance: return kApplianceTitles;
    case TitleShape::household: return kHouseholdTitles;
    case TitleShape::pantry: return kPantryTitles;
    case TitleShape::care: return kCareTitles;
    case TitleShape::play: return kPlayTitles;
    case TitleShape::book: return kBookTitles;
  }
  return {};
}

std::span<const std::string_view> sentence_rows(TitleShape shape) noexcept {
  switch (shape) {
    case TitleShape::apparel: return kApparelSentences;
    case TitleShape::accessory: return kAccessorySentences;
    case TitleShape::gadget: return kGadgetSentences;
    case TitleShape::appliance: return kApplianceSentences;
    case TitleShape::household: return kHouseholdSentences;
    case TitleShape::pantry: return kPantrySentences;
    case TitleShape::care: return kCareSentences;
    case TitleShape::play: return kPlaySentences;
    case TitleShape::book: return kBookSentences;
  }
  return {};
}

std::span<const std::string_view> opening_rows() noexcept { return kOpenings; }

std::span<const std::string_view> general_sentence_rows() noexcept { return kGeneral; }

std::string_view praise_row() noexcept {
  return "premium|stylish|beautiful|comfortable|excellent|durable|elegant|trendy|superior|attractive|perfect|"
         "classic|"
         "modern|traditional|reliable|lovely|graceful|sturdy|gorgeous|unique|royal|charming|fine|rich|smooth|"
         "fresh|pure|"
         "powerful|compact|versatile|efficient|vibrant|delicate|festive|authentic|trusted|practical|refined|"
         "bold|subtle|"
         "timeless|luxurious|cheerful|radiant|crisp|cosy|sleek|handy|remarkable|splendid|exquisite|wonderful|"
         "generous|"
         "gentle|lasting|dazzling|serene|lively|majestic|soothing|flawless|polished|artistic|rustic|earthy|"
         "regal|dreamy|"
         "playful|spacious|ergonomic|balanced|nimble|rugged|seamless|intricate|ornate|breezy|snug|plush|"
         "velvety|glossy|"
         "luminous|opulent|quaint|dapper|suave|zesty|tangy|wholesome|nourishing|hearty|fragrant|aromatic|"
         "invigorating|"
         "restful|tranquil|exuberant|resplendent|impeccable|meticulous|pristine|sumptuous|effortless|"
         "dependable";
}

}  // namespace khoj::simulate
