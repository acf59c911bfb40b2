// Docker's own spellings of its registry; they all mean the short name.
const hub = /^(?:index\.)?docker\.io\/(?:library\/)?|^library\//;

/** One spelling for all references that name the same image: `docker.io/library/app` and `app:latest` are `app:latest`. */
export function imageKey(reference: string): string {
  const short = reference.replace(hub, '');
  const last = short.slice(short.lastIndexOf('/') + 1);
  return /[:@]/.test(last) ? short : `${short}:latest`;
}
