-- Every enum as a row of Markdown.
SELECT format('| %s | %s |', typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder)) FROM pg_enum JOIN pg_type t ON t.oid = enumtypid GROUP BY typname ORDER BY typname;
