/** The pages of staff: where each is, what it is called, and which right it needs. */
import { lazy, type ComponentType } from "react";
import type { Key } from "./words/zh";

export interface StaffPage {
  path: string;
  title: Key;
  menu: Key;
  right: string;
  Page: ComponentType<{ dark: boolean }>;
}

// Each is loaded where it is opened: charts weigh more than all the rest.
export const PAGES: readonly StaffPage[] = [
  {
    path: "/review",
    title: "review.title",
    menu: "menu.review",
    right: "watch",
    Page: lazy(async () => ({ default: (await import("./review/review-page")).ReviewPage })),
  },
  {
    path: "/corrections",
    title: "corrections.title",
    menu: "menu.corrections",
    right: "watch",
    Page: lazy(async () => ({
      default: (await import("./corrections/corrections-page")).CorrectionsPage,
    })),
  },
  {
    path: "/repurchase",
    title: "repurchase.title",
    menu: "menu.repurchase",
    right: "personal",
    Page: lazy(async () => ({
      default: (await import("./repurchase/repurchase-page")).RepurchasePage,
    })),
  },
  {
    path: "/figures",
    title: "figures.title",
    menu: "menu.figures",
    right: "watch",
    Page: lazy(async () => ({ default: (await import("./figures/figures-page")).FiguresPage })),
  },
  {
    path: "/staff",
    title: "people.title",
    menu: "menu.staff",
    right: "keys",
    Page: lazy(async () => ({ default: (await import("./people/people-page")).PeoplePage })),
  },
];

const [home] = PAGES as [StaffPage, ...StaffPage[]];

export function pageAt(path: string): StaffPage {
  return PAGES.find((page) => path === page.path || path.startsWith(`${page.path}/`)) ?? home;
}
