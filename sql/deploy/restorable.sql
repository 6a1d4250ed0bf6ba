-- A dump can be restored.
BEGIN;

-- pg_restore sets an empty search_path, and generated columns call these: what they call needs its schema. Not SET search_path, which
-- would keep them from being inlined.
CREATE OR REPLACE FUNCTION search_words(VARIADIC words text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT to_tsvector('simple', coalesce(public.fold(array_to_string(words, ' ')), ''))
$$;
CREATE OR REPLACE FUNCTION search_query(q text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(string_agg(quote_literal(w) || ':*', ' & '), '')::tsquery
	FROM regexp_split_to_table(regexp_replace(public.fold(q), '[^[:alnum:][:space:]]', ' ', 'g'), '\s+') AS w
	WHERE w <> ''
$$;

COMMIT;
