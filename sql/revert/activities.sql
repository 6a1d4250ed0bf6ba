BEGIN;
DROP TABLE ai_insights, activities;
COMMIT;
