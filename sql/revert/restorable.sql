BEGIN;
CREATE OR REPLACE FUNCTION search_words(VARIADIC words text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT to_tsvector('simple', coalesce(fold(array_to_string(words, ' ')), ''))
$$;
CREATE OR REPLACE FUNCTION search_query(q text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(string_agg(quote_literal(w) || ':*', ' & '), '')::tsquery
	FROM regexp_split_to_table(regexp_replace(fold(q), '[^[:alnum:][:space:]]', ' ', 'g'), '\s+') AS w
	WHERE w <> ''
$$;
COMMIT;
