type Schema = Readonly<Record<string, unknown>>;

/** `answer`: an older reader must go on understanding it. `request`: an older writer must go on being understood. */
export type Direction = 'answer' | 'request';

interface Sides {
  readonly old: Schema;
  readonly now: Schema;
  readonly direction: Direction;
  /** Pairs that are being compared already: shapes may hold themselves. */
  readonly seen: ReadonlySet<string>;
}

/** Where a schema breaks the promise of its earlier one: a line each, by the place. */
export function broken(old: Schema, now: Schema, direction: Direction): readonly string[] {
  return compare(old, now, '', { old, now, direction, seen: new Set() });
}

function compare(before: Schema, after: Schema, place: string, sides: Sides): readonly string[] {
  const pair = `${before.$ref} ${after.$ref}`;
  if (before.$ref !== undefined && sides.seen.has(pair)) return [];
  const deeper = { ...sides, seen: new Set([...sides.seen, pair]) };
  const [old, now] = [resolved(before, sides.old), resolved(after, sides.now)];
  if (choicesOf(old).some((choice) => resolved(choice, sides.old).type === 'object')) {
    return compareChoices(choicesOf(old), choicesOf(now), place, deeper);
  }
  return [...compareTypes(old, now, place, sides), ...compareParts(old, now, place, deeper)];
}

function compareChoices(
  old: readonly Schema[],
  now: readonly Schema[],
  place: string,
  sides: Sides,
): readonly string[] {
  const where = place || 'the whole';
  const fits = (one: Schema, other: Schema) => compare(one, other, place, sides).length === 0;
  const mayBe = (choices: readonly Schema[], type: string) => choices.some((choice) => choice.type === type);
  return [
    ...old.flatMap((choice, index) =>
      now.some((other) => fits(choice, other))
        ? []
        : [`${where}: choice ${index + 1} is gone, or is another one`],
    ),
    // Another kind of object is passed by like any that is not known; nobody looks out for nothing at all.
    ...(sides.direction === 'answer' && mayBe(now, 'null') && !mayBe(old, 'null')
      ? [`${where}: may be null`]
      : []),
  ];
}

function compareTypes(old: Schema, now: Schema, place: string, { direction }: Sides): readonly string[] {
  const [before, after] = [typesOf(old), typesOf(now)];
  const [all, allowed] = direction === 'answer' ? [after, before] : [before, after];
  const strange = all.filter((type) => !allowed.includes(type));
  const words = wordsOf(old).filter((word) => !wordsOf(now).includes(word));
  return [
    ...(strange.length === 0 ? [] : [`${place}: was ${before.join(' or ')}, and is ${after.join(' or ')}`]),
    ...(words.length === 0 ? [] : [`${place}: no longer knows ${words.join(', ')}`]),
    ...(Object.is(old.const, now.const) ? [] : [`${place}: was ${old.const}, and is ${now.const}`]),
  ];
}

function compareParts(old: Schema, now: Schema, place: string, sides: Sides): readonly string[] {
  const [fields, later] = [recordOf(old.properties), recordOf(now.properties)];
  const [due, dueNow] = [listOf(old.required), listOf(now.required)];
  const lost = sides.direction === 'answer' ? due.filter((name) => !dueNow.includes(name)) : [];
  const added =
    sides.direction === 'answer'
      ? dueNow.filter((name) => !(name in fields))
      : dueNow.filter((name) => !due.includes(name));
  return [
    ...lost.map((name) => `${place}.${name}: may be missing`),
    ...added.map((name) => `${place}.${name}: came later, and is not optional`),
    ...Object.entries(fields).flatMap(([name, field]) => {
      const other = later[name];
      return other === undefined
        ? [`${place}.${name}: is gone`]
        : compare(field, other, `${place}.${name}`, sides);
    }),
    ...(['items', 'additionalProperties'] as const).flatMap((key) =>
      isSchema(old[key]) && isSchema(now[key]) ? compare(old[key], now[key], `${place}[]`, sides) : [],
    ),
  ];
}

function resolved(schema: Schema, root: Schema): Schema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (name === undefined) return schema;
  const found = recordOf(root.$defs)[name];
  if (found === undefined) throw new Error(`there is no ${name}`);
  return resolved(found, root);
}

function choicesOf(schema: Schema): readonly Schema[] {
  const choices = schema.anyOf ?? schema.oneOf;
  return Array.isArray(choices) ? choices.filter(isSchema) : [];
}

function typesOf(schema: Schema): readonly string[] {
  const { type } = schema;
  const own = typeof type === 'string' ? [type] : listOf(type);
  // A whole number is a number; what stands behind a name is an object or a list of ours.
  const choices = choicesOf(schema).flatMap((each) =>
    each.$ref === undefined ? typesOf(each) : [String(each.$ref)],
  );
  return [...new Set([...own, ...choices])].sort();
}

function wordsOf(schema: Schema): readonly string[] {
  return [...listOf(schema.enum), ...choicesOf(schema).flatMap(wordsOf)];
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function recordOf(value: unknown): Readonly<Record<string, Schema>> {
  return isSchema(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, Schema] => isSchema(entry[1])),
      )
    : {};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
