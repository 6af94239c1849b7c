/** What the API says of accounts, keys and the audit log. */
import type { Role } from "../session/call";

export interface Account {
  id: string;
  name: string;
  role: Role;
  disabled: boolean;
  password: boolean;
  provider: boolean;
  created_at: string;
  signed_in_at: string | null;
}

export interface OneTimeLink {
  path: string;
  expires_at: string;
}

export interface Invited {
  account: Account;
  link: OneTimeLink;
}

export interface Key {
  id: string;
  start: string;
  name: string;
  role: Role;
  owner: string;
  created_at: string;
  used_at: string | null;
  revoked_at: string | null;
}

export interface NewKey {
  key: string;
  view: Key;
}

export interface Entry {
  seq: number;
  at: string;
  actor: string;
  by: string;
  action: string;
  subject: string;
  address: string;
  detail: Record<string, unknown>;
  hash: string;
}

export interface Entries {
  entries: Entry[];
  before: number | null;
}

export interface Verdict {
  whole: boolean;
  entries: number;
  head: string;
  broken: number | null;
  why: string;
}
