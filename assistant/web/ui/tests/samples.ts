/** Wire values for the tests, complete, with what a test cares about laid over them. */
import type { Answer, Card, Room, Variant } from "../src/room/wire";

export function variant(changes: Partial<Variant>): Variant {
  return {
    sku: "DJ-BLK-M",
    options: { 颜色: "黑色", 尺码: "M" },
    price: "259",
    list_price: null,
    currency: "CNY",
    availability: "in_stock",
    quantity: 12,
    promotion: null,
    ...changes,
  };
}

export function card(changes: Partial<Card>): Card {
  return {
    number: 1,
    handle: "light-down-jacket",
    title: "轻羽90白鸭绒连帽羽绒服",
    brand: "羽间",
    category: "服饰",
    image: "/pictures/light-down-jacket.svg",
    price: { min: "259", max: "259", currency: "CNY" },
    selling_points: [],
    options: [
      { name: "颜色", values: ["黑色", "米白", "雾蓝"] },
      { name: "尺码", values: ["M", "L"] },
    ],
    variants: [
      variant({ sku: "BM", options: { 颜色: "黑色", 尺码: "M" }, quantity: 0 }),
      variant({ sku: "BL", options: { 颜色: "黑色", 尺码: "L" } }),
      variant({ sku: "WM", options: { 颜色: "米白", 尺码: "M" }, quantity: null }),
      variant({
        sku: "WL",
        options: { 颜色: "米白", 尺码: "L" },
        availability: "out_of_stock",
        quantity: null,
      }),
      variant({ sku: "FL", options: { 颜色: "雾蓝", 尺码: "L" } }),
    ],
    ...changes,
  };
}

export function room(changes: Partial<Room>): Room {
  return {
    room: "demo",
    title: "演示直播间",
    language: "zh",
    voice: "zf_xiaoxiao",
    voices: [],
    catalog: "demo",
    on_air: card({}),
    on_air_by: "staff",
    on_air_confidence: 1,
    pinned: false,
    answered_by: "assistant",
    listing: [card({})],
    ...changes,
  };
}

export function answer({
  question = "多少钱",
  askers = 1,
}: {
  question?: string;
  askers?: number;
}): Answer {
  return {
    answer_id: "a1",
    room: "demo",
    question: { text: question, language: "zh", source: "text", ...(askers > 1 && { askers }) },
    text: "羽绒服259元。",
    language: "zh",
    outcome: "answered",
    kind: "price",
    product: "light-down-jacket",
    facts: [],
    composer: "facts",
    checks: { supported: true, rejected: [] },
    timings_ms: {
      heard: 0,
      understood: 4,
      grounded: 6,
      first_sentence: 9,
      first_audio: 0,
      done: 12,
    },
  };
}
