<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Feltene i hver gruppe i Noark 4 WS-WD, i skjemaets rekkefølge, med en blank rundt hvert navn. Grupper som kan
  gjentas, står for seg, bak feltene. Restfeltet og den omvendte veien trenger rekkefølgen.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:variable name="felt-journpost" select="' jpId jpJaar jpSeknr jpJpostnr jpJdato jpNdoktype jpDokdato jpStatus jpInnhold jpU1 jpForfdato jpTgkode jpUoff jpAgdato jpAgkode jpSaksdel jpU2 jpArkdel jpTlkode jpAntved jpSaar jpSaseknr jpOffinnhold jpTggruppnavn jpEksternNokkel jpSaEksternNokkel '"/>
  <xsl:variable name="grupper-journpost" select="' avsmot tilleggsinfo dokument '"/>

  <xsl:variable name="felt-avsmot" select="' amId amOrgnr amIhtype amKopimot amBehansv amNavn amU1 amKortnavn amAdresse amPostnr amPoststed amUtland amEpostadr amRef amJenhet amAvskm amAvskdato amFrist amForsend amAdmkort amAdmbet amSbhinit amSbhnavn amAvsavdok amBesvardok amAvsavEksternNokkel amBesvarEksternNokkel '"/>

  <xsl:variable name="felt-tilleggsinfo" select="' tiId tiRnr tiItype tiTgkode tiOppbedato tiTekst tiTggruppnavn '"/>

  <xsl:variable name="felt-dokument" select="' dlRnr dlType dbKategori dbTittel dbStatus veVariant veDokformat fil veFilnavn veMimeType '"/>

  <xsl:variable name="felt-noarksak" select="' saId saSaar saSeknr saPapir saDato saTittel saU1 saStatus saArkdel saType saJenhet saTgkode saUoff saBevtid saKasskode saKassdato saProsjekt saOfftittel saAdmkort saAdmbet saAnsvinit saAnsvnavn saTggruppnavn saEksternNokkel '"/>
  <xsl:variable name="grupper-noarksak" select="' klassering sakspart journpost tilleggsinfo '"/>

  <xsl:variable name="felt-klassering" select="' klSort klOrdnpri klOrdnver klU1 klOpltekst klOvbesk '"/>

  <xsl:variable name="felt-sakspart" select="' spId spOrgnr spU1 spKortnavn spNavn spAdresse spPostnr spPoststed spUtland spEpostadr spKontakt spRolle spFaks spTlf spMerknad '"/>

  <xsl:variable name="alle-felt"
      select="concat($felt-journpost, $felt-avsmot, $felt-tilleggsinfo, $felt-dokument, $felt-noarksak, $felt-klassering,
                     $felt-sakspart)"/>

  <!--
    «a/b»: elementet er laget av feltet a når b mangler, og den omvendte veien gir b. Av sakspartID gir den spOrgnr når det er
    ni sifre, ellers spId, hvilket av dem den enn er laget av.
  -->
  <xsl:variable name="reservefelt" select="' saAdmbet/saAdmkort saAnsvnavn/saAnsvinit spId/spOrgnr spOrgnr/spId '"/>

  <!-- Felt som har elementer inni seg. -->
  <xsl:variable name="sammensatte-felt" select="' jpEksternNokkel jpSaEksternNokkel amAvsavEksternNokkel amBesvarEksternNokkel saEksternNokkel fil '"/>

  <!-- Konvolutten, og roten i nyttelasten. -->
  <xsl:variable name="grupper-envelope" select="' sender receiver '"/>
  <xsl:variable name="felt-part" select="' orgnr name email ref '"/>
  <xsl:variable name="grupper-Melding" select="' journpost noarksak '"/>

  <!-- Et flagg (saU1, klU1, spU1, jpU1, amU1) med en av disse verdiene er ikke satt. Feltet er tekst i Noark 4, og skal være 0 eller 1. -->
  <xsl:variable name="senkede-flagg" select="' 0 00 FALSE N NEI NO '"/>

</xsl:stylesheet>
