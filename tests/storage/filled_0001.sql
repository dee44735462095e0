-- What a database held under migration 0001: two rows that may be one, with articles, reports, history and a doubt.
INSERT INTO sources (id, name, kind, url, publisher, side, language, timezone, poll_min, poll_max, selectors, enabled, position, retired)
VALUES ('dawn', 'Dawn', 'feed', 'https://dawn.example/feed', 'dawn-group', 'independent', 'en', 'UTC', 600, 43200, '{}', true, 0, false);
INSERT INTO incidents (id, status, role, date_start,date_end,date_precision,place,admin2,admin1,country,latitude,longitude,geo_precision,event_type,sub_event_type,outcome,tags,perpetrator,perpetrator_type,attribution,claimed_by,targets,killed_total,killed_security, confidence, reports, articles, publishers, first_seen, last_changed, revision)
VALUES ('KB-AAAAAAA', 'candidate', 'main', '2026-03-01','2026-03-01','day','Mand',NULL,'Balochistan','PK',NULL,NULL,'town','Battles','Armed clash','completed','[]',NULL,NULL,'unknown',NULL,'[]',2,2, 0.5, 1, 1, 1, '2026-03-10T12:00:00.000000Z', '2026-03-10T12:00:00.000000Z', 2);
INSERT INTO incidents (id, status, role, date_start,date_end,date_precision,place,admin2,admin1,country,latitude,longitude,geo_precision,event_type,sub_event_type,outcome,tags,perpetrator,perpetrator_type,attribution,claimed_by,targets,killed_total,killed_security, confidence, reports, articles, publishers, first_seen, last_changed, revision)
VALUES ('KB-BBBBBBB', 'candidate', 'main', '2026-03-01','2026-03-01','day','Mand',NULL,'Balochistan','PK',NULL,NULL,'town','Battles','Armed clash','completed','[]',NULL,NULL,'unknown',NULL,'[]',3,3, 0.5, 1, 1, 1, '2026-03-10T12:00:00.000000Z', '2026-03-10T12:00:00.000000Z', 1);
INSERT INTO articles (seq, id, url, source_id, state, title, published_at, published_offset, published_origin, authors, language, tries, fetched_at, text, text_origin, content_hash)
VALUES (1, '0000000000000001', 'https://dawn.example/1', 'dawn', 'done', 'Clash', '2026-03-10T12:00:00.000000Z', 0, 'feed', '[]', 'en', 0, '2026-03-10T12:00:00.000000Z', 'Gunmen attacked a post in Mand.', 'page', 'x1');
INSERT INTO reports (id, article_id, key, incident_id, role, date_start,date_end,date_precision,place,admin2,admin1,country,latitude,longitude,geo_precision,event_type,sub_event_type,outcome,tags,perpetrator,perpetrator_type,attribution,claimed_by,targets,killed_total,killed_security, confidence, span_days)
VALUES (1, '0000000000000001', 'a', 'KB-AAAAAAA', 'main', '2026-03-01','2026-03-01','day','Mand',NULL,'Balochistan','PK',NULL,NULL,'town','Battles','Armed clash','completed','[]',NULL,NULL,'unknown',NULL,'[]',2,2, 0.5, 0);
INSERT INTO revisions (incident_id, revision, at, field, why, report_id)
VALUES ('KB-AAAAAAA', 1, '2026-03-10T12:00:00.000000Z', 'created', 'report from dawn-group', 1);
INSERT INTO articles (seq, id, url, source_id, state, title, published_at, published_offset, published_origin, authors, language, tries, fetched_at, text, text_origin, content_hash)
VALUES (2, '0000000000000002', 'https://dawn.example/2', 'dawn', 'done', 'Clash', '2026-03-10T12:00:00.000000Z', 0, 'feed', '[]', 'en', 0, '2026-03-10T12:00:00.000000Z', 'Gunmen attacked a post in Mand.', 'page', 'x2');
INSERT INTO reports (id, article_id, key, incident_id, role, date_start,date_end,date_precision,place,admin2,admin1,country,latitude,longitude,geo_precision,event_type,sub_event_type,outcome,tags,perpetrator,perpetrator_type,attribution,claimed_by,targets,killed_total,killed_security, confidence, span_days)
VALUES (2, '0000000000000002', 'a', 'KB-BBBBBBB', 'main', '2026-03-01','2026-03-01','day','Mand',NULL,'Balochistan','PK',NULL,NULL,'town','Battles','Armed clash','completed','[]',NULL,NULL,'unknown',NULL,'[]',3,3, 0.5, 0);
INSERT INTO revisions (incident_id, revision, at, field, why, report_id)
VALUES ('KB-BBBBBBB', 1, '2026-03-10T12:00:00.000000Z', 'created', 'report from dawn-group', 2);
INSERT INTO evidence (report_id, cell, position, start_char, end_char) VALUES (1, 'place', 0, 26, 30);
INSERT INTO revisions (incident_id, revision, at, field, old, new, why, report_id)
VALUES ('KB-AAAAAAA', 2, '2026-03-10T12:00:00.000000Z', 'killed.security', '1', '2', 'a later toll', 1);
INSERT INTO doubts (report_a, report_b, score, noted_at) VALUES (1, 2, 0.55, '2026-03-10T12:00:00.000000Z');
