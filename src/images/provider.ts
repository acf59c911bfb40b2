import type Docker from 'dockerode';
import type { GoElsewhere } from '../adapters/go/go-command.js';
import type { Registry } from '../adapters/registry.js';
import type { RunCommand } from '../engine/commands.js';
import type { ImageMode } from '../environment/environment.js';
import type { PullPolicy } from '../environment/pull-policy.js';
import type { ImageSource, StandIn } from '../state/images/images.js';
import type { ImageBuilder } from './build-image.js';
import type { OwnPart } from './own-image.js';

/** An image that the engine has. */
export interface ImageFound {
  readonly reference: string;
  readonly source: ImageSource;
  /** The registry's digest where it came from one, else the image's id. */
  readonly digest: string;
  /** What is not what was named: the image itself, or bases of its build; `undefined`: nothing. */
  readonly standIns?: readonly StandIn[];
}

/** What finding an image tells and obeys. */
export interface FindOptions {
  readonly signal: AbortSignal;
  /** Hears short lines while it takes time; the first one before anything is begun that takes long. */
  readonly onProgress: (text: string) => void;
  /** The command that wants it, by the time at which it came: each asks a registry that does not answer once; default 0. */
  readonly asked?: number | undefined;
  /** As declared: `linux/arm64`; `undefined`: the engine's own. */
  readonly platform?: string | undefined;
  /** When a registry is to be asked; `undefined`: where it is not here. */
  readonly policy?: PullPolicy | undefined;
}

/** Which image serves a name. Equal wishes at the same time share the work. Throws SimError `image-unavailable` with a hint. */
export interface ImageProvider {
  /** The image for an official or any other reference: present, pulled, or made by a recipe. */
  find(reference: string, mode: ImageMode, options: FindOptions): Promise<ImageFound>;
  /**
   * The image to build on where a Dockerfile names `reference` and that can be had by a recipe alone; `undefined`: it is used as it
   * is, and what no recipe knows is left to the builder.
   */
  base(reference: string, mode: ImageMode, options: FindOptions): Promise<ImageFound | undefined>;
  /** Whether the builder can get a frontend that a Dockerfile names. */
  hasFrontend(reference: string, mode: ImageMode, options: FindOptions): Promise<boolean>;
  /** The image of a part of Sim itself. Throws `go-unavailable` where it has to be compiled and can't be. */
  own(part: OwnPart, options: FindOptions): Promise<ImageFound>;
}

/** What a provider works with. */
export interface ImageProviderOptions {
  readonly docker: Docker;
  readonly registry: Registry;
  readonly builder: ImageBuilder;
  /** Docker's name of the engine's architecture: `amd64`. */
  readonly architecture: string;
  /** The checkout. */
  readonly root: string;
  readonly cacheFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly run: RunCommand;
  /** The labels of containers that work for a while: by them they are removed with the environment that wanted them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where Go runs if this machine has none that fits. */
  readonly goElsewhere?: GoElsewhere | undefined;
}
