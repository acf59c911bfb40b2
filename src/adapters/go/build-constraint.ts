/**
 * Whether a file may be in a build with these tags, by its `//go:build` line; without one it may. Tags of Go's versions and experiments
 * count as true, as only Go knows them.
 */
export function mayBeBuilt(text: string, tags: ReadonlySet<string>): boolean {
  const line = /^\/\/go:build (.*)$/m.exec(text)?.[1];
  if (line === undefined) return true;
  const tokens = line.match(/&&|\|\||[!()]|[\w.]+/g) ?? [];
  let at = 0;
  const next = () => tokens[at++];
  const isTrue = (tag: string) => tags.has(tag) || /^(?:go1|goexperiment)\./.test(tag);
  const not = (): boolean => {
    const token = next();
    if (token === '!') return !not();
    if (token !== '(') return isTrue(token ?? '');
    const inside = or();
    next();
    return inside;
  };
  const and = (): boolean => {
    let all = not();
    for (; tokens[at] === '&&'; ) {
      next();
      // Both sides are read, whatever the first one is.
      all = not() && all;
    }
    return all;
  };
  function or(): boolean {
    let any = and();
    for (; tokens[at] === '||'; ) {
      next();
      any = and() || any;
    }
    return any;
  }
  return or();
}
