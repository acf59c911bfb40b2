import type { EditKind } from '../world.ts';
import { cEdits } from './c.ts';
import { embedEdits } from './embeds.ts';
import { errorEdits } from './errors.ts';
import { fileEdits } from './files.ts';
import { linkEdits } from './links.ts';
import { moduleEdits } from './modules.ts';
import { packageEdits } from './packages.ts';
import { plainEdits } from './plain.ts';
import { profileEdits } from './profiles.ts';
import { settingEdits, simEdits } from './settings.ts';
import { standInEdits } from './stand-ins.ts';
import { workspaceEdits } from './workspaces.ts';

/** Every kind of edit, by what it is about. */
export const editGroups = {
  plain: plainEdits,
  files: fileEdits,
  packages: packageEdits,
  embeds: embedEdits,
  modules: moduleEdits,
  workspaces: workspaceEdits,
  links: linkEdits,
  settings: settingEdits,
  'stand-ins': standInEdits,
  sim: simEdits,
  errors: errorEdits,
  profiles: profileEdits,
  c: cEdits,
} as const satisfies Readonly<Record<string, readonly EditKind[]>>;

export type EditGroup = keyof typeof editGroups;

export const allGroups = Object.keys(editGroups) as readonly EditGroup[]; // The keys of a constant.
