/** The images that made-up projects name; all hold `part` of the engine tests and nothing else. */
export const fuzzImages: Readonly<Record<string, readonly string[]>> = {
  'sim-fuzz/part:RUNWORD': [],
  'sim-fuzz/checked:RUNWORD': [
    'HEALTHCHECK --interval=500ms --timeout=2s --retries=3 --start-period=2s CMD ["/part", "health"]',
    'EXPOSE 8080',
  ],
  'sim-fuzz/stateful:RUNWORD': ['VOLUME /data'],
  'sim-fuzz/dressed:RUNWORD': [
    'ENV TEXT=dressed OTHER=of-the-image',
    'LABEL of.image=yes',
    'EXPOSE 8080 9090/udp',
    'WORKDIR /work',
    'STOPSIGNAL SIGINT',
  ],
};

export const plainImage = 'sim-fuzz/part:RUNWORD';

/** Nobody has it. */
export const missingImage = 'sim-fuzz/nowhere:1';
