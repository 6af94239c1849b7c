/** Choosing among a product's variants by their options. Pure. */
import type { Card, Variant } from "./wire";

export type Chosen = Record<string, string>;

export type ChipState = "free" | "soldOut" | "absent";

export function available(variant: Variant): boolean {
  return variant.availability !== "out_of_stock" && variant.quantity !== 0;
}

function matches(variant: Variant, chosen: Chosen): boolean {
  return Object.entries(chosen).every(([name, value]) => variant.options[name] === value);
}

/** What is chosen before the viewer chooses: the first variant that can be bought. */
export function firstChoice(card: Card): Chosen {
  const variant = card.variants.find(available) ?? card.variants[0];
  return { ...variant?.options };
}

/** The variant with exactly these options, if the product is made so. */
export function chosenVariant(card: Card, chosen: Chosen): Variant | null {
  return card.variants.find((variant) => matches(variant, chosen)) ?? null;
}

/** Whether a chip leads, with the other options as chosen, to something that can be bought. */
export function chipState(card: Card, chosen: Chosen, name: string, value: string): ChipState {
  const wanted = { ...chosen, [name]: value };
  const made = card.variants.filter((variant) => matches(variant, wanted));
  if (made.length === 0) return "absent";
  return made.some(available) ? "free" : "soldOut";
}

/** Choose a value; where the product is not made with the other options, they give way. */
export function choose(card: Card, chosen: Chosen, name: string, value: string): Chosen {
  const wanted = { ...chosen, [name]: value };
  if (card.variants.some((variant) => matches(variant, wanted))) return wanted;
  const made = card.variants.filter((variant) => variant.options[name] === value);
  const nearest = made.find(available) ?? made[0];
  return nearest ? { ...nearest.options } : chosen;
}
